package io.localssl.cli;

import io.localssl.augment.AugmentationSettings;
import picocli.CommandLine.Option;

/** How views are made of images. */
final class ViewOptions {
    @Option(names = "--crop", paramLabel = "HOW", defaultValue = "resized",
            description = "resized for crops of any size, resized to the view; plain for crops as large as the view, cut from images at least as large (default: ${DEFAULT-VALUE}).")
    private Crop crop;

    @Option(names = "--min-crop-area", paramLabel = "A", defaultValue = "0.25",
            description = "Resized crops are at least this part of the image; 0.08 for STL-10 and Tiny ImageNet (default: ${DEFAULT-VALUE}).")
    private double minCropArea;

    @Option(names = "--jitter", paramLabel = "P", defaultValue = "0.8", description = "How often the colours of a view are jittered, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double jitter;

    @Option(names = "--grey", paramLabel = "P", defaultValue = "0.2", description = "How often a view loses its colours, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double grey;

    @Option(names = "--blur", paramLabel = "P", defaultValue = "0.5", description = "How often a view is blurred, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double blur;

    @Option(names = "--image-size", paramLabel = "S", defaultValue = "0",
            description = "Views, and so the images that the encoder takes, have S rows and S columns; 0 for the size of the images, or 64 where they differ (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    /** @return how views are cut from images. */
    Crop crop() {
        return crop;
    }

    /** @return rows and columns of views, 0 for those of the images. */
    int imageSize() {
        return imageSize;
    }

    AugmentationSettings augmentation() {
        return AugmentationSettings.builder().crop(crop.toString()).minCropArea(minCropArea).jitterProbability(jitter).greyProbability(grey).blurProbability(blur).build();
    }
}
