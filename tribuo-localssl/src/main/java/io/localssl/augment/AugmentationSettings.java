package io.localssl.augment;

/**
 * How strongly views are augmented. The defaults are the paper's for CIFAR-10; for STL-10 and Tiny ImageNet it takes a {@code minCropArea} of 0.08.
 *
 * @param minCropArea        s_min: a crop covers a fraction U(s_min, 1) of the image, 0 &lt; s_min &le; 1.
 * @param flipProbability    how often a view is mirrored.
 * @param jitterProbability  how often the colours are jittered.
 * @param brightness         b: the brightness factor is U(max(0, 1 - b), 1 + b).
 * @param contrast           the like for the contrast factor.
 * @param saturation         the like for the saturation factor.
 * @param hue                h: the hue is shifted by U(-h, h) of the colour circle, 0 &le; h &le; 0.5.
 * @param greyProbability    how often a view loses its colours.
 * @param blurProbability    how often a view is blurred.
 * @param blurKernelFraction the side of the blur kernel as a fraction of the shorter side of the image, at most 1; see {@link #blurKernel(int)}.
 * @param minBlurSigma       the standard deviation of the blur is U(minBlurSigma, maxBlurSigma) pixels, above 0.
 * @param maxBlurSigma       see {@code minBlurSigma}.
 */
public record AugmentationSettings(double minCropArea, double flipProbability, double jitterProbability, double brightness, double contrast,
                                   double saturation, double hue, double greyProbability, double blurProbability, double blurKernelFraction,
                                   double minBlurSigma, double maxBlurSigma) {

    /**
     * @throws AugmentationException if a value is outside its range.
     */
    public AugmentationSettings {
        require("minCropArea", minCropArea, minCropArea > 0 && minCropArea <= 1, "above 0 and at most 1");
        requireFraction("flipProbability", flipProbability);
        requireFraction("jitterProbability", jitterProbability);
        requireStrength("brightness", brightness);
        requireStrength("contrast", contrast);
        requireStrength("saturation", saturation);
        require("hue", hue, hue >= 0 && hue <= 0.5, "from 0 to 0.5 of the colour circle");
        requireFraction("greyProbability", greyProbability);
        requireFraction("blurProbability", blurProbability);
        requireFraction("blurKernelFraction", blurKernelFraction);
        // below a thousandth of a pixel the tails of the kernel leave the range of a float
        require("minBlurSigma", minBlurSigma, minBlurSigma >= 1e-3 && minBlurSigma <= maxBlurSigma, "from 0.001 to maxBlurSigma (" + maxBlurSigma + ")");
        require("maxBlurSigma", maxBlurSigma, Double.isFinite(maxBlurSigma), "a finite number of pixels");
    }

    /** @return the paper's settings for CIFAR-10. */
    public static AugmentationSettings defaults() {
        return builder().build();
    }

    /** @return a builder that starts from the paper's settings for CIFAR-10. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The side of the blur kernel in pixels: int({@code blurKernelFraction} * side), one more if that is even. 3 for 32 pixels, 7 for 64, 9 for 96.
     *
     * @param side the shorter side of the image.
     * @return an odd number; half of it, rounded down, is less than the side.
     */
    public int blurKernel(int side) {
        return (int) (blurKernelFraction * side) | 1;
    }

    private static void requireFraction(String name, double value) {
        require(name, value, value >= 0 && value <= 1, "from 0 to 1");
    }

    private static void requireStrength(String name, double value) {
        require(name, value, value >= 0 && Double.isFinite(value), "at least 0");
    }

    private static void require(String name, double value, boolean valid, String expected) {
        if (!valid) {
            throw new AugmentationException("found augmentation setting " + name + " = " + value + ", expected " + expected);
        }
    }

    /** Collects settings; what is not set keeps the paper's value for CIFAR-10. */
    public static final class Builder {
        private double minCropArea = 0.25;
        private double flipProbability = 0.5;
        private double jitterProbability = 0.8;
        private double brightness = 0.8;
        private double contrast = 0.8;
        private double saturation = 0.8;
        private double hue = 0.2;
        private double greyProbability = 0.2;
        private double blurProbability = 0.5;
        private double blurKernelFraction = 0.1;
        private double minBlurSigma = 0.1;
        private double maxBlurSigma = 2.0;

        private Builder() {
        }

        /**
         * @param value the smallest fraction of the image that a crop covers, 0.25 by default.
         * @return this builder.
         */
        public Builder minCropArea(double value) {
            minCropArea = value;
            return this;
        }

        /**
         * @param value how often a view is mirrored, 0.5 by default.
         * @return this builder.
         */
        public Builder flipProbability(double value) {
            flipProbability = value;
            return this;
        }

        /**
         * @param value how often the colours are jittered, 0.8 by default.
         * @return this builder.
         */
        public Builder jitterProbability(double value) {
            jitterProbability = value;
            return this;
        }

        /**
         * @param value the strength of the brightness jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder brightness(double value) {
            brightness = value;
            return this;
        }

        /**
         * @param value the strength of the contrast jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder contrast(double value) {
            contrast = value;
            return this;
        }

        /**
         * @param value the strength of the saturation jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder saturation(double value) {
            saturation = value;
            return this;
        }

        /**
         * @param value the largest shift of the hue in turns of the colour circle, 0.2 by default.
         * @return this builder.
         */
        public Builder hue(double value) {
            hue = value;
            return this;
        }

        /**
         * @param value how often a view loses its colours, 0.2 by default.
         * @return this builder.
         */
        public Builder greyProbability(double value) {
            greyProbability = value;
            return this;
        }

        /**
         * @param value how often a view is blurred, 0.5 by default.
         * @return this builder.
         */
        public Builder blurProbability(double value) {
            blurProbability = value;
            return this;
        }

        /**
         * @param value the side of the blur kernel as a fraction of the shorter side of the image, 0.1 by default.
         * @return this builder.
         */
        public Builder blurKernelFraction(double value) {
            blurKernelFraction = value;
            return this;
        }

        /**
         * @param min the smallest standard deviation of the blur in pixels, 0.1 by default.
         * @param max the largest, 2 by default.
         * @return this builder.
         */
        public Builder blurSigma(double min, double max) {
            minBlurSigma = min;
            maxBlurSigma = max;
            return this;
        }

        /**
         * @return the settings.
         * @throws AugmentationException if a value is outside its range.
         */
        public AugmentationSettings build() {
            return new AugmentationSettings(minCropArea, flipProbability, jitterProbability, brightness, contrast, saturation, hue, greyProbability,
                    blurProbability, blurKernelFraction, minBlurSigma, maxBlurSigma);
        }
    }
}
