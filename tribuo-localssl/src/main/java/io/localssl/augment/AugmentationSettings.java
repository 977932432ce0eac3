package io.localssl.augment;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.localssl.image.ImageShape;

/**
 * How strongly views are augmented. The defaults are the paper's for CIFAR-10; for STL-10 and Tiny ImageNet it takes a {@code minCropArea} of 0.08.
 * <p>
 * It is immutable once built, by {@link #builder()} or by OLCUT.
 */
public final class AugmentationSettings implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "resized for crops of any size and aspect, resized to the view; plain for crops as large as the view.")
    private String crop = "resized";
    @Config(description = "s_min: a resized crop covers a fraction U(s_min, 1) of the image, above 0 and at most 1.")
    private double minCropArea = 0.25;
    @Config(description = "How often a view is mirrored.")
    private double flipProbability = 0.5;
    @Config(description = "How often the colours are jittered.")
    private double jitterProbability = 0.8;
    @Config(description = "b: the brightness factor is U(max(0, 1 - b), 1 + b).")
    private double brightness = 0.8;
    @Config(description = "The like for the contrast factor.")
    private double contrast = 0.8;
    @Config(description = "The like for the saturation factor.")
    private double saturation = 0.8;
    @Config(description = "h: the hue is shifted by U(-h, h) of the colour circle, from 0 to 0.5.")
    private double hue = 0.2;
    @Config(description = "How often a view loses its colours.")
    private double greyProbability = 0.2;
    @Config(description = "How often a view is blurred.")
    private double blurProbability = 0.5;
    @Config(description = "The side of the blur kernel as a fraction of the shorter side of the image, at most 1.")
    private double blurKernelFraction = 0.1;
    @Config(description = "The standard deviation of the blur is U(minBlurSigma, maxBlurSigma) pixels, above 0.")
    private double minBlurSigma = 0.1;
    @Config(description = "The upper end of the standard deviation of the blur.")
    private double maxBlurSigma = 2.0;

    private AugmentationSettings() {
        // for OLCUT and the builder
    }

    private AugmentationSettings(AugmentationSettings other) {
        crop = other.crop;
        minCropArea = other.minCropArea;
        flipProbability = other.flipProbability;
        jitterProbability = other.jitterProbability;
        brightness = other.brightness;
        contrast = other.contrast;
        saturation = other.saturation;
        hue = other.hue;
        greyProbability = other.greyProbability;
        blurProbability = other.blurProbability;
        blurKernelFraction = other.blurKernelFraction;
        minBlurSigma = other.minBlurSigma;
        maxBlurSigma = other.maxBlurSigma;
        postConfig();
    }

    /**
     * Checks the settings.
     *
     * @throws AugmentationException if a value is outside its range.
     */
    @Override
    public void postConfig() {
        require("crop", crop, crop.equals("resized") || crop.equals("plain"), "resized or plain");
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

    /**
     * @return {@code resized} for crops of any size and aspect that are resized to the view, torchvision's RandomResizedCrop; {@code plain} for crops as large as the view
     *     that lie anywhere in the image, its RandomCrop.
     */
    public String crop() {
        return crop;
    }

    /** @return s_min: a resized crop covers a fraction U(s_min, 1) of the image, above 0 and at most 1. */
    public double minCropArea() {
        return minCropArea;
    }

    /** @return how often a view is mirrored. */
    public double flipProbability() {
        return flipProbability;
    }

    /** @return how often the colours are jittered. */
    public double jitterProbability() {
        return jitterProbability;
    }

    /** @return b: the brightness factor is U(max(0, 1 - b), 1 + b). */
    public double brightness() {
        return brightness;
    }

    /** @return the like for the contrast factor. */
    public double contrast() {
        return contrast;
    }

    /** @return the like for the saturation factor. */
    public double saturation() {
        return saturation;
    }

    /** @return h: the hue is shifted by U(-h, h) of the colour circle, from 0 to 0.5. */
    public double hue() {
        return hue;
    }

    /** @return how often a view loses its colours. */
    public double greyProbability() {
        return greyProbability;
    }

    /** @return how often a view is blurred. */
    public double blurProbability() {
        return blurProbability;
    }

    /** @return the side of the blur kernel as a fraction of the shorter side of the image, at most 1. */
    public double blurKernelFraction() {
        return blurKernelFraction;
    }

    /** @return the standard deviation of the blur is U(minBlurSigma, maxBlurSigma) pixels, above 0. */
    public double minBlurSigma() {
        return minBlurSigma;
    }

    /** @return the upper end of the standard deviation of the blur. */
    public double maxBlurSigma() {
        return maxBlurSigma;
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

    /**
     * Checks that views can be cut from an image.
     *
     * @param views  the shape of the views.
     * @param height the rows of the image.
     * @param width  its columns.
     * @throws AugmentationException if views are plain crops and the image is smaller than they are.
     */
    public void requireFits(ImageShape views, int height, int width) {
        if (crop.equals("plain") && (height < views.height() || width < views.width())) {
            throw new AugmentationException("found an image of " + height + " rows and " + width + " columns for plain crops of " + views.height() + " rows and " + views.width()
                    + " columns, expected at least as many; make the views smaller, or let the crops be resized");
        }
    }

    private static void requireFraction(String name, double value) {
        require(name, value, value >= 0 && value <= 1, "from 0 to 1");
    }

    private static void requireStrength(String name, double value) {
        require(name, value, value >= 0 && Double.isFinite(value), "at least 0");
    }

    private static void require(String name, Object value, boolean valid, String expected) {
        if (!valid) {
            throw new AugmentationException("found augmentation setting " + name + " = " + value + ", expected " + expected);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "AugmentationSettings");
    }

    @Override
    public String toString() {
        return "AugmentationSettings(crop=" + crop + ",minCropArea=" + minCropArea + ",flip=" + flipProbability + ",jitter=" + jitterProbability + ",brightness=" + brightness
                + ",contrast=" + contrast + ",saturation=" + saturation + ",hue=" + hue + ",grey=" + greyProbability + ",blur=" + blurProbability + ")";
    }

    /** Collects settings; what is not set keeps the paper's value for CIFAR-10. */
    public static final class Builder {
        private final AugmentationSettings settings = new AugmentationSettings();

        private Builder() {
        }

        /**
         * @param value {@code resized} (the default) or {@code plain}, see {@link AugmentationSettings#crop()}.
         * @return this builder.
         */
        public Builder crop(String value) {
            settings.crop = value;
            return this;
        }

        /**
         * @param value the smallest fraction of the image that a resized crop covers, 0.25 by default.
         * @return this builder.
         */
        public Builder minCropArea(double value) {
            settings.minCropArea = value;
            return this;
        }

        /**
         * @param value how often a view is mirrored, 0.5 by default.
         * @return this builder.
         */
        public Builder flipProbability(double value) {
            settings.flipProbability = value;
            return this;
        }

        /**
         * @param value how often the colours are jittered, 0.8 by default.
         * @return this builder.
         */
        public Builder jitterProbability(double value) {
            settings.jitterProbability = value;
            return this;
        }

        /**
         * @param value the strength of the brightness jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder brightness(double value) {
            settings.brightness = value;
            return this;
        }

        /**
         * @param value the strength of the contrast jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder contrast(double value) {
            settings.contrast = value;
            return this;
        }

        /**
         * @param value the strength of the saturation jitter, 0.8 by default.
         * @return this builder.
         */
        public Builder saturation(double value) {
            settings.saturation = value;
            return this;
        }

        /**
         * @param value the largest shift of the hue in turns of the colour circle, 0.2 by default.
         * @return this builder.
         */
        public Builder hue(double value) {
            settings.hue = value;
            return this;
        }

        /**
         * @param value how often a view loses its colours, 0.2 by default.
         * @return this builder.
         */
        public Builder greyProbability(double value) {
            settings.greyProbability = value;
            return this;
        }

        /**
         * @param value how often a view is blurred, 0.5 by default.
         * @return this builder.
         */
        public Builder blurProbability(double value) {
            settings.blurProbability = value;
            return this;
        }

        /**
         * @param value the side of the blur kernel as a fraction of the shorter side of the image, 0.1 by default.
         * @return this builder.
         */
        public Builder blurKernelFraction(double value) {
            settings.blurKernelFraction = value;
            return this;
        }

        /**
         * @param min the smallest standard deviation of the blur in pixels, 0.1 by default.
         * @param max the largest, 2 by default.
         * @return this builder.
         */
        public Builder blurSigma(double min, double max) {
            settings.minBlurSigma = min;
            settings.maxBlurSigma = max;
            return this;
        }

        /**
         * @return the settings.
         * @throws AugmentationException if a value is outside its range.
         */
        public AugmentationSettings build() {
            return new AugmentationSettings(settings);
        }
    }
}
