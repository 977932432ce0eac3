package io.localssl.cli;

import io.localssl.augment.AugmentationSettings;
import picocli.CommandLine.Option;

/** How images are augmented. */
final class ViewOptions {
    @Option(names = "--min-crop-area", paramLabel = "A", defaultValue = "0.25",
            description = "Views are crops of at least this part of the image; 0.08 for STL-10 and Tiny ImageNet (default: ${DEFAULT-VALUE}).")
    private double minCropArea;

    AugmentationSettings augmentation() {
        return AugmentationSettings.builder().minCropArea(minCropArea).build();
    }
}
