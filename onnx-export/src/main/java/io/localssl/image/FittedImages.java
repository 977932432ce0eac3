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

    /** @throws ImageShapeException while iterating, if an example is no image or has other channels. */
    @Override
    public Iterator<Example<T>> iterator() {
        ResizedCrop resize = new ResizedCrop(shape, shape.height(), shape.width());
        float[] levels = new float[shape.size()];
        return StreamSupport.stream(images.spliterator(), false).map(example -> fit(example, resize, levels)).iterator();
    }

    private Example<T> fit(Example<T> example, ResizedCrop resize, float[] levels) {
        ImageExample<T> image = ImageExample.require(example, shape.channels());
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
