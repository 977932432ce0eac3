package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import org.tribuo.DataSource;
import org.tribuo.Output;
import picocli.CommandLine.Option;

import java.io.PrintWriter;

/** How images come to the shape that an encoder takes. */
final class CropOption {
    @Option(names = "--crop", paramLabel = "HOW", defaultValue = "resized", description = {
            "What becomes of images that are not as large as the encoder takes them (default: ${DEFAULT-VALUE}).",
            "resized: the largest part of its proportions in the middle, resized.",
            "plain: the middle as it is, for encoders that were trained on plain crops."})
    private Crop crop;

    /** @return what decodes image files of any size. */
    ImageDecoder decoder(ImageShape shape) {
        return crop.decoder(shape);
    }

    /**
     * Images that show their progress.
     *
     * @param images the images.
     * @param task   what is done with them.
     * @param shape  the shape that an encoder takes.
     * @param err    is told if images that all have one size are resized.
     * @return images in that shape.
     * @throws LocalSSLException if they have other channels.
     */
    <T extends Output<T>> DataSource<T> fit(ImageDataSource<T> images, String task, ImageShape shape, PrintWriter err) {
        if (images.getChannels() != shape.channels()) {
            throw new LocalSSLException("found " + task + " of " + images.describeShape() + ", expected " + shape + "; take images of as many channels");
        }
        DataSource<T> fitted = crop.fit(images, shape);
        if (fitted != images && !images.isMixed() && crop == Crop.RESIZED) {
            err.println(task + ": " + images.getImageShape() + ", resized to " + shape);
            err.flush();
        }
        return new WatchedImages<>(fitted, images.size(), task);
    }
}
