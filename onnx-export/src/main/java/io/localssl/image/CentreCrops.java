package io.localssl.image;

import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.Output;

import java.util.Iterator;
import java.util.stream.StreamSupport;

/**
 * The middle of each image, as large as an encoder takes it, which is not resized: torchvision's CenterCrop. Where the border cannot be the same on both sides, an odd
 * half is rounded to the even number. What {@link FittedImages} does instead is to resize the largest part.
 *
 * @param images {@link ImageExample}s with the channels of the shape, at least as large.
 * @param shape  the shape they get.
 * @param <T>    the output type.
 */
public record CentreCrops<T extends Output<T>>(DataSource<T> images, ImageShape shape) implements DerivedImages<T> {

    /** @throws ImageShapeException while iterating, if an example is no image, has other channels, or is smaller than the shape. */
    @Override
    public Iterator<Example<T>> iterator() {
        return StreamSupport.stream(images.spliterator(), false).map(this::crop).iterator();
    }

    private Example<T> crop(Example<T> example) {
        ImageExample<T> image = ImageExample.require(example, shape.channels());
        ImageShape own = image.getShape();
        if (own.equals(shape)) {
            return image;
        }
        if (own.height() < shape.height() || own.width() < shape.width()) {
            throw new ImageShapeException("found a " + own + " image, expected at least " + shape + " to cut its middle from; let it be resized");
        }
        int top = before(own.height(), shape.height());
        int left = before(own.width(), shape.width());
        byte[] whole = image.getPixels();
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < shape.channels() * shape.height(); i++) {
            int row = i / shape.height() * own.height() + top + i % shape.height();
            System.arraycopy(whole, row * own.width() + left, pixels, i * shape.width(), shape.width());
        }
        return new ImageExample<>(image.getOutput(), shape, pixels);
    }

    /** As Python rounds. */
    private static int before(int side, int kept) {
        return (int) Math.rint((side - kept) / 2.0);
    }

    @Override
    public String toString() {
        return images.toString();
    }
}
