package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.Output;
import picocli.CommandLine.Option;

/** How images come to the shape that an encoder takes. */
final class CropOption {
    @Option(names = "--crop", paramLabel = "HOW", description = {
            "What becomes of images that are not as large as the encoder takes them.",
            "resized: the largest part of its proportions in the middle, resized (the default for image files of any size; other images are refused).",
            "plain: the middle as it is, for encoders that were trained on plain crops."})
    private @Nullable Crop crop;

    /** @return what decodes image files of any size. */
    ImageDecoder decoder(ImageShape shape) {
        return orDefault().decoder(shape);
    }

    /**
     * Images that show their progress.
     *
     * @throws LocalSSLException if they have other channels, or all one size, which is another, and nothing says what becomes of them.
     */
    <T extends Output<T>> DataSource<T> fit(ImageDataSource<T> images, String task, ImageShape shape) {
        if (!images.isMixed() && images.getImageShape().equals(shape)) {
            return new WatchedImages<>(images, task);
        }
        boolean otherChannels = images.getChannels() != shape.channels();
        if (otherChannels || !images.isMixed() && crop == null) {
            throw new LocalSSLException("found " + task + " of " + images.describeShape() + ", expected " + shape
                    + (otherChannels ? "; take images of as many channels" : "; --crop plain takes the middle of each as it is, --crop resized makes it as large"));
        }
        return orDefault().cut(new WatchedImages<>(images, task), shape);
    }

    private Crop orDefault() {
        return crop == null ? Crop.RESIZED : crop;
    }
}
