package io.localssl.image;

import org.tribuo.Example;
import org.tribuo.Feature;

import java.util.Arrays;

/**
 * The shape of an image and the names of its pixels as Tribuo features.
 * <p>
 * Pixels are values in [0, 255] in (channel, row, column) order; pixel i carries the feature name that Tribuo's {@code IDXDataSource} gives it,
 * the decimal index zero-padded to the number of digits of {@link #size()}.
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
        if (channels < 1 || height < 1 || width < 1 || (long) channels * height * width > Integer.MAX_VALUE) {
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
     */
    public String featureName(int index) {
        int digits = Integer.toString(size()).length();
        String number = Integer.toString(index);
        return "0".repeat(digits - number.length()) + number;
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
        int index = 0;
        boolean number = !name.isEmpty() && name.length() <= 10;
        for (int i = 0; i < name.length() && number; i++) {
            char c = name.charAt(i);
            number = c >= '0' && c <= '9';
            index = index * 10 + (c - '0');
        }
        if (!number || index < 0 || index >= size()) {
            throw new ImageShapeException("found feature '" + name + "', expected a pixel number from 0 to " + (size() - 1)
                    + " of a " + this + " image; read the images with the shape of the encoder");
        }
        return index;
    }

    /**
     * Writes the pixels of any example as floats. A feature that is absent is 0, as sparse image sources leave zeros out.
     *
     * @param example     the image.
     * @param destination receives {@link #size()} values in [0, 255].
     * @param offset      the first place written.
     * @throws ImageShapeException if the image has another shape, or a feature is no pixel of this shape.
     */
    public void readPixels(Example<?> example, float[] destination, int offset) {
        if (example instanceof ImageExample<?> image) {
            requireSame(image.getShape());
            image.copyPixels(destination, offset);
        } else {
            Arrays.fill(destination, offset, offset + size(), 0f);
            for (Feature feature : example) {
                destination[offset + pixelIndex(feature.getName())] = (float) feature.getValue();
            }
        }
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
