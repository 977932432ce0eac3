package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.localssl.LocalSSLException;
import io.localssl.image.ImageDecodeException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Decodes image files: JPEG (baseline and progressive; grey, colour, CMYK), PNG (all depths), GIF and BMP, WebP and TIFF (the first frame or page), recognised by their
 * content, whatever their name.
 * <p>
 * Images come out upright by their EXIF orientation, with 8-bit levels in one channel (grey, the luma of ITU-R BT.601) or three (red, green, blue), as large as they are
 * or resized to a shape. Deeper samples are rounded to 8 bits, transparent ones are laid over a background, inks become (255 - ink) * (255 - black) / 255, and colour
 * profiles are not applied: levels are those in the file, as in Pillow and torchvision.
 * <p>
 * The size that a header tells is checked before memory is taken for pixels. What cannot be decoded is refused with an {@link ImageDecodeException} and its
 * {@link Reason}, and nothing else is thrown whatever the bytes are. A decoder is immutable, made by {@link #builder()} or OLCUT, and serves any number of threads.
 */
public final class ImageDecoder implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** Rows and columns of images where nothing says another size. */
    public static final int DEFAULT_SIDE = 64;
    /** The shorter side of whole images, which random crops are taken of. */
    public static final int WHOLE_SIDE = 256;
    /** 8192x8192. */
    public static final int DEFAULT_MAX_PIXELS = 1 << 26;
    /** 128 MiB. */
    public static final int DEFAULT_MAX_BYTES = 1 << 27;

    /** Three channels of so many still fit an array, and so does a file. */
    private static final int MOST_PIXELS = Integer.MAX_VALUE / 3;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    @Config(description = "1 for grey images, 3 for red, green and blue.")
    private int channels = 3;

    @Config(description = "Rows that images are resized to; 0 leaves the size as it is.")
    private int height = 0;

    @Config(description = "Columns that images are resized to; 0 leaves the size as it is.")
    private int width = 0;

    @Config(description = "CROP (the largest part of the wanted proportions in the middle), STRETCH, SHRINK (in its own proportions, until one side fits) or EXACT (nothing is resized, other sizes are refused).")
    private Fit fit = Fit.CROP;

    @Config(description = "What shows through where an image is transparent, #rrggbb.")
    private String background = "#ffffff";

    @Config(description = "The most pixels, rows times columns, that an image may have before it is resized.")
    private int maxPixels = DEFAULT_MAX_PIXELS;

    @Config(description = "The most bytes that a file may have.")
    private int maxBytes = DEFAULT_MAX_BYTES;

    /** For OLCUT and the builder. */
    private ImageDecoder() {
    }

    private ImageDecoder(ImageDecoder other) {
        channels = other.channels;
        height = other.height;
        width = other.width;
        fit = other.fit;
        background = other.background;
        maxPixels = other.maxPixels;
        maxBytes = other.maxBytes;
        postConfig();
    }

    /** @return a builder of a decoder to colour images of the size they have. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * @param shape the shape of every image, of one channel or three.
     * @return a decoder to that shape: the shorter side fits, the longer one is cropped.
     * @throws LocalSSLException if there are other than one or three channels.
     */
    public static ImageDecoder of(ImageShape shape) {
        return builder().shape(shape).build();
    }

    /**
     * @param side rows and columns of every image.
     * @return a decoder to colour squares, the largest in the middle of each image.
     * @throws ImageShapeException if the side is below 1.
     */
    public static ImageDecoder squares(int side) {
        return of(new ImageShape(3, side, side));
    }

    /** @return a decoder to whole colour images in their own proportions, with a shorter side of at most {@value #WHOLE_SIDE} pixels: for random crops. */
    public static ImageDecoder whole() {
        return whole(0);
    }

    /**
     * A decoder to whole colour images in their own proportions, for random crops that are resized to squares. The shorter side has at most {@value #WHOLE_SIDE} pixels, or 8/7 of a side of the squares if that is more:
     * the proportion of 256 to 224 that is usual for ImageNet.
     *
     * @param side the side of the squares; 0 if it is not known.
     * @return the decoder.
     */
    public static ImageDecoder whole(int side) {
        int shorter = Math.max(WHOLE_SIDE, (8 * side + 6) / 7);
        return builder().shape(new ImageShape(3, shorter, shorter)).fit(Fit.SHRINK).build();
    }

    /**
     * Checks the settings.
     *
     * @throws LocalSSLException if one is out of its range.
     */
    @Override
    public void postConfig() {
        if (channels != 1 && channels != 3) {
            throw new LocalSSLException("found " + channels + " channels for decoded images, expected 1 (grey) or 3 (red, green, blue)");
        }
        if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
            throw new LocalSSLException("found " + height + " rows and " + width + " columns for decoded images, expected at least 1 of both, or 0 of both for the size they have");
        }
        if ((fit == Fit.EXACT || fit == Fit.SHRINK) && height == 0) {
            throw new LocalSSLException("found fit " + fit + " without a height and a width, expected the size that images are to have");
        }
        requireRange("maxPixels", maxPixels, MOST_PIXELS);
        requireRange("maxBytes", maxBytes, MOST_BYTES);
        Background.parse(background);
    }

    private static void requireRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new LocalSSLException("found " + name + " = " + value + " for decoded images, expected 1 to " + most);
        }
    }

    /**
     * Decodes a file.
     *
     * @param file the file.
     * @return its pixels.
     * @throws ImageDecodeException if it is missing, too large, damaged, or of a kind that is not decoded.
     */
    public DecodedImage decode(Path file) {
        String name = file.toString();
        try {
            long length = Files.size(file);
            if (!Files.isRegularFile(file)) {
                throw new ImageDecodeException(Reason.UNREADABLE, name, "no regular file", "an image", null);
            }
            requireBytes(length, name);
            return decode(Files.readAllBytes(file), name);
        } catch (NoSuchFileException e) {
            throw new ImageDecodeException(Reason.UNREADABLE, name, "no such file", "an image", e);
        } catch (IOException e) {
            throw new ImageDecodeException(Reason.UNREADABLE, name, "a file that cannot be read (" + e.getMessage() + ")", "an image", e);
        }
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param content the whole file; not changed.
     * @param name    what messages call it.
     * @return its pixels.
     * @throws ImageDecodeException if it is too large, damaged, or of a kind that is not decoded.
     */
    public DecodedImage decode(byte[] content, String name) {
        requireBytes(content.length, name);
        ImageBytes file = new ImageBytes(name, content);
        try {
            Picture picture = ImageFormat.of(file).read(file, new PixelLimit(maxPixels), Background.parse(background));
            return render(file, picture);
        } catch (OutOfMemoryError e) { // of one large array; with it gone, work goes on
            throw file.refuse(Reason.TOO_LARGE, "an image that takes more memory than there is", "one that fits Java's heap", e);
        }
    }

    private void requireBytes(long length, String name) {
        if (length > maxBytes) {
            throw new ImageDecodeException(Reason.TOO_LARGE, name, length + " bytes", "at most " + maxBytes, null);
        }
    }

    private DecodedImage render(ImageBytes file, Picture picture) {
        ImageShape stored = new ImageShape(channels, picture.height(), picture.width());
        ImageShape shape = height == 0 ? stored : fit.shape(stored, new ImageShape(channels, height, width));
        if (fit == Fit.EXACT && !shape.equals(stored)) {
            throw file.refuse(Reason.WRONG_SHAPE, "an image of " + stored, shape.toString());
        }
        return new DecodedImage(shape, picture.render(shape, fit));
    }

    /** The most bytes that a file may have. */
    int maxBytes() {
        return maxBytes;
    }

    /** @return 1 for grey images, 3 for red, green and blue. */
    public int getChannels() {
        return channels;
    }

    /** The bytes of an image with sides of 4 to 3 that is shrunk; the guess for one that is not known yet. */
    long usualBytes() {
        return channels * (long) height * width * 4 / 3;
    }

    /** Whether no image is larger than its shape asks for, but for its longer side. */
    boolean resizes() {
        return height > 0;
    }

    /** @return the shape of every decoded image; null if images keep their size or their proportions. */
    public @Nullable ImageShape getShape() {
        return height == 0 || fit == Fit.SHRINK ? null : new ImageShape(channels, height, width);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ImageDecoder");
    }

    @Override
    public String toString() {
        return "ImageDecoder(channels=" + channels + ",height=" + height + ",width=" + width + ",fit=" + fit + ",background=" + background + ",maxPixels=" + maxPixels
                + ",maxBytes=" + maxBytes + ")";
    }

    /** Gathers the settings of a decoder. */
    public static final class Builder {
        private final ImageDecoder settings = new ImageDecoder();

        private Builder() {
        }

        /**
         * @param shape the shape of every image, of one channel or three; without it each keeps its size, in colour.
         * @return this builder.
         */
        public Builder shape(ImageShape shape) {
            settings.height = shape.height();
            settings.width = shape.width();
            return channels(shape.channels());
        }

        /**
         * @param count 1 for grey images, 3 (by default) for red, green and blue.
         * @return this builder.
         */
        public Builder channels(int count) {
            settings.channels = count;
            return this;
        }

        /**
         * @param how how images come to the shape, {@link Fit#CROP} by default.
         * @return this builder.
         */
        public Builder fit(Fit how) {
            settings.fit = how;
            return this;
        }

        /**
         * @param rgb what shows through where an image is transparent, 0xRRGGBB; white by default.
         * @return this builder.
         * @throws LocalSSLException if it is no colour.
         */
        public Builder background(int rgb) {
            settings.background = new Background(rgb).toString();
            return this;
        }

        /**
         * @param count the most pixels, rows times columns, that an image may have before it is resized; {@link #DEFAULT_MAX_PIXELS} by default.
         * @return this builder.
         */
        public Builder maxPixels(int count) {
            settings.maxPixels = count;
            return this;
        }

        /**
         * @param count the most bytes that a file may have; {@link #DEFAULT_MAX_BYTES} by default.
         * @return this builder.
         */
        public Builder maxBytes(int count) {
            settings.maxBytes = count;
            return this;
        }

        /**
         * @return the decoder.
         * @throws LocalSSLException if a setting is out of its range.
         */
        public ImageDecoder build() {
            return new ImageDecoder(settings);
        }
    }
}
