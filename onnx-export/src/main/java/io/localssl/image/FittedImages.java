package io.localssl.image;

import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.Output;

import java.util.Iterator;
import java.util.stream.StreamSupport;

/**
 * Images of other sizes in the one shape that an encoder takes: of each the largest part of the wanted proportions in the middle, resized by antialiased bilinear
 * resampling to whole levels. Those are the pixels that {@link ImageDecoder#of} makes of the same image.
 *
 * @param images {@link ImageExample}s with the channels of the shape.
 * @param shape  the shape they get.
 * @param <T>    the output type.
 */
public record FittedImages<T extends Output<T>>(DataSource<T> images, ImageShape shape) implements DerivedImages<T> {

    /**
     * @param images the images.
     * @param shape  the shape they get.
     * @param <T>    the output type.
     * @return the images themselves if they have that shape, or other channels, which no resizing makes right.
     */
    public static <T extends Output<T>> DataSource<T> of(ImageDataSource<T> images, ImageShape shape) {
        boolean fits = !images.isMixed() && images.getImageShape().equals(shape);
        return fits || images.getChannels() != shape.channels() ? images : new FittedImages<>(images, shape);
    }

    /** @throws ImageShapeException while iterating, if an example is no image or has other channels. */
    @Override
    public Iterator<Example<T>> iterator() {
        ResizedCrop resize = new ResizedCrop(shape, shape.height(), shape.width());
        float[] levels = new float[shape.size()];
        return StreamSupport.stream(images.spliterator(), false).map(example -> fit(example, resize, levels)).iterator();
    }

    private Example<T> fit(Example<T> example, ResizedCrop resize, float[] levels) {
        if (!(example instanceof ImageExample<T> image) || image.getShape().channels() != shape.channels()) {
            String found = example instanceof ImageExample<T> other ? "a " + other.getShape() + " image" : "an example without an image shape";
            throw new ImageShapeException("found " + found + ", expected an image of " + shape.channels() + " channels; convert it");
        }
        ImageShape own = image.getShape();
        int height = Fit.CROP.cut(own.height(), own.width(), shape.height(), shape.width());
        int width = Fit.CROP.cut(own.width(), own.height(), shape.width(), shape.height());
        resize.apply(image.getPixels(), own.height(), own.width(), (own.height() - height) / 2, (own.width() - width) / 2, height, width, levels);
        byte[] pixels = new byte[levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = GreyLevels.nearest(levels[i]);
        }
        return new ImageExample<>(image.getOutput(), shape, pixels);
    }

    @Override
    public String toString() {
        return images.toString();
    }
}
