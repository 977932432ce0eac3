package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

/** The chunks of a WebP file (RFC 9649). */
final class WebpFile {
    private static final int CHUNKS = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FLAGS = 20;
    private static final int HAS_PROFILE = 0x20;

    private final ImageBytes file;
    private Orientation orientation = Orientation.UPRIGHT;

    private WebpFile(ImageBytes file) {
        this.file = file;
    }

    /**
     * Checks that the file is as long as it says.
     *
     * @throws ImageDecodeException if it is shorter.
     */
    static WebpFile of(ImageBytes file) {
        long length = file.u32LowFirst(4) + 8;
        if (length > file.length()) {
            throw file.refuse(Reason.TRUNCATED, "the end of the file after " + file.length() + " bytes", length + " by its header");
        }
        WebpFile webp = new WebpFile(file);
        webp.readChunks();
        return webp;
    }

    private void readChunks() {
        long at = CHUNKS;
        while (at + CHUNK_HEADER <= file.length()) {
            long length = file.u32LowFirst((int) at + 4);
            int content = (int) at + CHUNK_HEADER;
            if (file.has((int) at, "EXIF") && content + length <= file.length()) {
                int prefix = file.has(content, "Exif\0\0") ? 6 : 0; // some writers keep what JPEG has there
                orientation = Orientation.ofTiff(file, content + prefix, (int) length - prefix);
            }
            at = content + length + (length & 1);
        }
    }

    /** A copy whose header says that there is no colour profile: it is not applied. */
    byte[] withoutProfile() {
        byte[] copy = file.bytes().clone();
        if (file.has(CHUNKS, "VP8X") && copy.length > FLAGS) {
            copy[FLAGS] &= ~HAS_PROFILE;
        }
        return copy;
    }

    Orientation orientation() {
        return orientation;
    }
}
