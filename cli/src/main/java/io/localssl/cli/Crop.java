package io.localssl.cli;

import io.localssl.image.CentreCrops;
import io.localssl.image.FittedImages;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import org.tribuo.DataSource;
import org.tribuo.Output;

import java.util.Locale;

/** How images that are not as large as an encoder takes them come to its size when it is read out; named as the crops that it is trained on. */
enum Crop {
    /** The largest part of its proportions in the middle, resized. */
    RESIZED {
        @Override
        ImageDecoder decoder(ImageShape shape) {
            return ImageDecoder.of(shape);
        }

        @Override
        <T extends Output<T>> DataSource<T> cut(DataSource<T> images, ImageShape shape) {
            return new FittedImages<>(images, shape);
        }
    },
    /** The middle as it is. */
    PLAIN {
        @Override
        ImageDecoder decoder(ImageShape shape) {
            return ImageDecoder.whole(shape.channels(), shape.height());
        }

        @Override
        <T extends Output<T>> DataSource<T> cut(DataSource<T> images, ImageShape shape) {
            return new CentreCrops<>(images, shape);
        }
    };

    /** @return what decodes image files of any size. */
    abstract ImageDecoder decoder(ImageShape shape);

    /** @return the images in this shape. */
    abstract <T extends Output<T>> DataSource<T> cut(DataSource<T> images, ImageShape shape);

    /** @return the images in this shape, themselves if they have it. */
    final <T extends Output<T>> DataSource<T> fit(ImageDataSource<T> images, ImageShape shape) {
        return !images.isMixed() && images.getImageShape().equals(shape) ? images : cut(images, shape);
    }

    /** @return the name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
