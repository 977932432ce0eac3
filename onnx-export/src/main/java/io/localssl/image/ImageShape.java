package io.localssl.image;

import org.tribuo.Example;
import org.tribuo.Feature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The shape of an image and the names of its pixels as Tribuo features.
 * <p>
 * Pixels are values in [0, 255] in (channel, row, column) order; pixel i carries the feature name that Tribuo's {@code IDXDataSource} gives it,
 * the decimal index zero-padded to the number of digits of {@link #size()}; a name padded to another length belongs to an image of another size.
 * Pixels are always found by name, never by Tribuo's feature id: ids number the names seen in a data set, so a pixel that is black in
 * every image would shift all ids behind it.
 *
 * @param channels colour channels, at least 1.
 * @param height   rows, at least 1.
 * @param width    columns, at least 1.
 */
public record ImageShape(int channels, int height, int width) {

    /**
     * @throws ImageShapeException if a side is below 1 or the pixels do not fit an array.
     */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1 || (long) channels * height > Integer.MAX_VALUE / width) {
            throw new ImageShapeException("found image shape " + channels + "x" + height + "x" + width
                    + ", expected channels, height and width of at least 1 and at most " + Integer.MAX_VALUE + " pixel values");
        }
    }

    /** @return the number of pixel values, channels * height * width. */
    public int size() {
        return channels * height * width;
    }

    /**
     * @param index the place of a pixel in (channel, row, column) order.
     * @return its feature name.
     * @throws IndexOutOfBoundsException if there is no such pixel.
     */
    public String featureName(int index) {
        int rest = Objects.checkIndex(index, size());
        byte[] name = new byte[digits()];
        for (int place = name.length - 1; place >= 0; place--) {
            name[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private int digits() {
        int digits = 1;
        for (int rest = size() / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** @return the feature names of all pixels in order; a new array each time. */
    public String[] featureNames() {
        String[] names = new String[size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = featureName(i);
        }
        return names;
    }

    /**
     * The place of a feature in the image.
     *
     * @param name a feature name.
     * @return the index in (channel, row, column) order.
     * @throws ImageShapeException if the name is not a pixel of this shape.
     */
    public int pixelIndex(String name) {
        int index = indexOf(name);
        if (index < 0) {
            throw new ImageShapeException("found feature '" + name + "', expected a pixel of a " + this + " image, '" + featureName(0) + "' to '"
                    + featureName(size() - 1) + "'; read the images with this shape or use an encoder of theirs");
        }
        return index;
    }

    /** The place of a feature in the image, or -1 if the name is not a pixel of this shape. */
    int indexOf(String name) {
        if (name.length() != digits()) {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = index * 10 + (c - '0');
        }
        return index < size() ? (int) index : -1;
    }

    /**
     * Writes the pixels of any example as floats. A feature that is absent is 0, as sparse image sources leave zeros out.
     *
     * @param example     the image.
     * @param destination receives {@link #size()} values in [0, 255].
     * @param offset      the first place written.
     * @throws ImageShapeException if the image has another shape, or a feature is no pixel of this shape.
     * @throws ImageDataException  if a value is not in [0, 255].
     */
    public void readPixels(Example<?> example, float[] destination, int offset) {
        if (example instanceof ImageExample<?> image) {
            requireSame(image.getShape());
            image.copyPixels(destination, offset);
            return;
        }
        Arrays.fill(destination, offset, offset + size(), 0f);
        for (Feature feature : example) {
            int index = pixelIndex(feature.getName());
            double value = feature.getValue();
            if (!(value >= 0 && value <= 255)) {
                throw new ImageDataException("found pixel value " + value + " of feature '" + feature.getName()
                        + "', expected a value from 0 to 255; give the pixels as they are, the encoder normalises them");
            }
            destination[offset + index] = (float) value;
        }
    }

    /**
     * Writes the pixels of any example as unsigned bytes. A feature that is absent is 0.
     *
     * @param example     the image.
     * @param destination receives {@link #size()} unsigned bytes.
     * @param offset      the first place written.
     * @throws ImageShapeException if the image has another shape, or a feature is no pixel of this shape.
     * @throws ImageDataException  if a value is not a whole number from 0 to 255.
     */
    public void readPixels(Example<?> example, byte[] destination, int offset) {
        if (example instanceof ImageExample<?> image) {
            requireSame(image.getShape());
            image.copyPixels(destination, offset);
            return;
        }
        Arrays.fill(destination, offset, offset + size(), (byte) 0);
        for (Feature feature : example) {
            int index = pixelIndex(feature.getName());
            double value = feature.getValue();
            if (!isWholePixelValue(value)) {
                throw new ImageDataException("found pixel value " + value + " of feature '" + feature.getName()
                        + "', expected a whole number from 0 to 255; give the pixels before any transformation");
            }
            destination[offset + index] = (byte) (int) value;
        }
    }

    static boolean isWholePixelValue(double value) {
        return value >= 0 && value <= 255 && value == Math.rint(value);
    }

    /**
     * @param found the shape of an image.
     * @throws ImageShapeException if it is not this shape.
     */
    public void requireSame(ImageShape found) {
        if (!equals(found)) {
            throw new ImageShapeException("found a " + found + " image, expected " + this
                    + " (channels x height x width); resize the images or use an encoder of their shape");
        }
    }

    /** @return for example {@code 3x32x32}. */
    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @param text for example {@code 3x32x32}.
     * @return the shape.
     * @throws ImageShapeException if the text is not three numbers joined by x.
     */
    public static ImageShape parse(String text) {
        String[] sides = text.split("x", -1);
        try {
            if (sides.length == 3) {
                return new ImageShape(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), Integer.parseInt(sides[2]));
            }
        } catch (NumberFormatException e) {
            // answered below, with the text itself
        }
        throw new ImageShapeException("found image shape '" + text + "', expected CHANNELSxHEIGHTxWIDTH such as 3x32x32");
    }
}
