package io.localssl.cli;

import io.localssl.augment.AugmentationSettings;
import picocli.CommandLine.Option;

/** How views are made of images. */
final class ViewOptions {
    @Option(names = "--min-crop-area", paramLabel = "A", defaultValue = "0.25",
            description = "Views are crops of at least this part of the image; 0.08 for STL-10 and Tiny ImageNet (default: ${DEFAULT-VALUE}).")
    private double minCropArea;

    @Option(names = "--image-size", paramLabel = "S", defaultValue = "0",
            description = "Views, and so the images that the encoder takes, have S rows and S columns; 0 for the size of the images, or 64 where they differ (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    /** @return rows and columns of views, 0 for those of the images. */
    int imageSize() {
        return imageSize;
    }

    AugmentationSettings augmentation() {
        return AugmentationSettings.builder().minCropArea(minCropArea).build();
    }
}
