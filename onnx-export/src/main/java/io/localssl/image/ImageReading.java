package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;
import org.jspecify.annotations.Nullable;

import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One reading of one file by a reader of javax.imageio. Whatever the reader throws or warns of becomes an {@link ImageDecodeException}. */
final class ImageReading implements Closeable {
    /** How readers speak of whole files that they cannot read; a JPEG reader calls damaged markers unsupported. */
    private static final String UNSUPPORTED = "(?i).*(unsupported (?!marker)|not supported|not implemented|unknown compression).*";

    private static final ImageTypeSpecifier RED_GREEN_BLUE = ImageTypeSpecifier.createInterleaved(ColorSpace.getInstance(ColorSpace.CS_sRGB), new int[] {0, 1, 2},
            DataBuffer.TYPE_BYTE, false, false);

    private final ImageBytes file;
    private final ImageReader reader;
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param file    the file, as messages call it.
     * @param spi     makes the reader.
     * @param content what the reader is to see, in memory: no temporary files, which javax.imageio makes by default.
     */
    ImageReading(ImageBytes file, ImageReaderSpi spi, ImageInputStream content) {
        this.file = file;
        this.reader = guard(() -> spi.createReaderInstance(null));
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(content, true, true);
    }

    private interface Step<R> {
        R run() throws IOException;
    }

    /** Readers throw any kind of exception for damaged files. */
    private <R> R guard(Step<R> step) {
        try {
            return step.run();
        } catch (IOException | RuntimeException e) {
            throw refusal(e);
        } catch (StackOverflowError e) {
            throw file.refuse(Reason.CORRUPT, "a structure that is nested too deep", "a whole image", e);
        }
    }

    private ImageDecodeException refusal(Exception failure) {
        if (endWasMissed() || Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause).anyMatch(EOFException.class::isInstance)) {
            return truncated(failure);
        }
        String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        boolean unsupported = failure instanceof UnsupportedOperationException || message.matches(UNSUPPORTED);
        String found = failure instanceof IOException ? message : failure.getClass().getSimpleName() + " (" + message + ")";
        return file.refuse(unsupported ? Reason.UNSUPPORTED : Reason.CORRUPT, "data that cannot be decoded: " + found, "a whole image", failure);
    }

    /** The columns that the header tells, before any pixel is read. */
    int width() {
        return guard(() -> reader.getWidth(0));
    }

    /** The rows that the header tells. */
    int height() {
        return guard(() -> reader.getHeight(0));
    }

    /** The first image, with the samples as they are stored: a colour profile is not applied. */
    BufferedImage image() {
        return image(guard(() -> {
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestinationType(reader.getRawImageType(0));
            return param;
        }));
    }

    /** The first image, as its reader likes it best: a PNG reader makes a transparent colour a band of its own then. */
    BufferedImage transparentImage() {
        return image(reader.getDefaultReadParam());
    }

    /** The first image, of red, green and blue in this order: a JPEG reader's own order takes it half as long again. */
    BufferedImage redGreenBlueImage() {
        ImageReadParam param = reader.getDefaultReadParam();
        param.setDestination(RED_GREEN_BLUE.createBufferedImage(width(), height()));
        return image(param);
    }

    private BufferedImage image(ImageReadParam param) {
        BufferedImage image = guard(() -> reader.read(0, param));
        requireNoDamage();
        return image;
    }

    /** The samples of the first image as they are stored, not converted into any colour space. */
    Raster raster() {
        Raster raster = guard(() -> reader.readRaster(0, null));
        requireNoDamage();
        return raster;
    }

    /** A JPEG reader fills what is missing with grey, and only a warning says so. */
    private void requireNoDamage() {
        for (String warning : warnings) {
            if (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes")) {
                throw endWasMissed() ? truncated(null) : file.refuse(Reason.CORRUPT, "damaged pixels (" + warning + ")", "a whole image");
            }
        }
    }

    /** Whether a JPEG reader went on behind the end of the file, as if an end marker stood there. */
    private boolean endWasMissed() {
        return warnings.stream().anyMatch(warning -> warning.contains("Missing EOI"));
    }

    private ImageDecodeException truncated(@Nullable Exception failure) {
        return file.refuse(Reason.TRUNCATED, "the end of the file after " + file.length() + " bytes", "a whole image", failure);
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
