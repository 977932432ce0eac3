package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Mixture;

import java.util.SplittableRandom;

/** How images become negatives that the encoder shall tell from real ones. */
public enum NegativeImages {
    /** Hybrids of two images by a smooth random mask, drawn for each image in each step. */
    HYBRID {
        @Override
        Mixture mixture(int images, ImageShape shape, SplittableRandom random) {
            return Mixture.hybrids(images, shape.height(), shape.width(), random);
        }
    },
    /** The mean of two images. */
    MIX {
        @Override
        Mixture mixture(int images, ImageShape shape, SplittableRandom random) {
            return Mixture.means(images, shape.height(), shape.width());
        }
    };

    abstract Mixture mixture(int images, ImageShape shape, SplittableRandom random);
}
