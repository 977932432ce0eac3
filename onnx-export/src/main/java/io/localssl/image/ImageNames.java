package io.localssl.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Tells image files from what lies beside them: notes, tables, annotations, and what systems leave in folders. An image file is called one, or begins like one. */
final class ImageNames {
    /** How the names of image files end, also of those that are not decoded: they are refused, not overlooked. */
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib", "webp", "tif", "tiff",
            "pbm", "pgm", "ppm", "pnm", "pam", "tga", "psd", "ico", "jp2", "jxl", "heic", "heif", "avif");
    /** All formats are recognised by so many. */
    private static final int FIRST_BYTES = 12;

    private ImageNames() {
    }

    /** Whether a file is called an image. */
    static boolean isCalledImage(String name) {
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether a file on the disk is an image file; one that cannot be opened may be one. */
    static boolean isImage(Path file) {
        if (isCalledImage(file.getFileName().toString())) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return beginsLikeImage(firstBytes(in));
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads as much of a file as {@link #beginsLikeImage} wants to see. */
    static byte[] firstBytes(InputStream in) throws IOException {
        return in.readNBytes(FIRST_BYTES);
    }

    /** Whether the first bytes of a file are those of a format that is decoded. */
    static boolean beginsLikeImage(byte[] first) {
        ImageBytes bytes = new ImageBytes("", first);
        for (ImageFormat format : ImageFormat.values()) {
            if (format.matches(bytes)) {
                return true;
            }
        }
        return false;
    }
}
