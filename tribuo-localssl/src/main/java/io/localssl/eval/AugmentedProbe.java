package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageShapeException;

/**
 * The paper's own linear evaluation (Wu et al., <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>, section 4): a {@link LinearProbe} whose
 * training features are computed anew in each step from random crops of the images (a fraction U(0.08, 1) of the area, resized to the whole, with whole grey
 * levels) that are mirrored half of the time. Adam with rate 1e-3 on batches of 32 for 300 epochs; the accuracy is that of the last.
 * <p>
 * Each epoch encodes all images again: 300 epochs of 10,000 images take as long as encoding 3 million. The test images are not augmented; of images that have
 * the encoder's size already, the centre crop is the image itself.
 */
public final class AugmentedProbe {
    private final LinearProbe probe;
    private final long seed;

    private AugmentedProbe(Builder builder) {
        this.probe = builder.linear.build();
        this.seed = builder.seed;
    }

    /** @return a builder that starts from 300 epochs, batches of 32, rate 1e-3, seed 1. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Trains on crops of the images and counts the right answers on the features.
     *
     * @param train   the images to learn from.
     * @param test    the features to judge on, made by the encoder. If it is a view of some blocks, only these are learned from.
     * @param encoder the frozen encoder, which stays open.
     * @return the accuracy after the last epoch, and the mean cross-entropy of its steps as {@code train_loss}.
     * @throws ImageShapeException if the images do not have the encoder's channels.
     * @throws LocalSSLException   if the features are not the encoder's, or the loss stops being finite.
     */
    public ProbeResult evaluate(LabelledImages train, FeatureMatrix test, ImageEncoder encoder) {
        Columns columns = test.columns();
        if (!columns.blocks().equals(encoder.getBlockDimensions())) {
            throw new LocalSSLException("found test features of blocks " + columns.blocks() + " and an encoder of blocks " + encoder.getBlockDimensions()
                    + ", expected the same; encode the test images with this encoder");
        }
        return probe.evaluate(new AugmentedRows(train, encoder, columns, seed), test);
    }

    /** Settings of the paper's probe. */
    public static final class Builder {
        private final LinearProbe.Builder linear = LinearProbe.builder().epochs(300);
        private long seed = 1;

        private Builder() {
        }

        /**
         * @param epochs how often each training image is seen, at least 1.
         * @return this.
         */
        public Builder epochs(int epochs) {
            linear.epochs(epochs);
            return this;
        }

        /**
         * @param batchSize images a step, at least 1; the last batch of an epoch may be smaller.
         * @return this.
         */
        public Builder batchSize(int batchSize) {
            linear.batchSize(batchSize);
            return this;
        }

        /**
         * @param learningRate Adam's rate, above 0.
         * @return this.
         */
        public Builder learningRate(double learningRate) {
            linear.learningRate(learningRate);
            return this;
        }

        /**
         * @param seed decides the crops, the initial weights and the order of the images.
         * @return this.
         */
        public Builder seed(long seed) {
            this.seed = seed;
            linear.seed(seed);
            return this;
        }

        /**
         * @return the probe.
         * @throws LocalSSLException if a setting is out of its range.
         */
        public AugmentedProbe build() {
            return new AugmentedProbe(this);
        }
    }
}
