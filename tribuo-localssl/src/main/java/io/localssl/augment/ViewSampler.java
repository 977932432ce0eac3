package io.localssl.augment;

import io.localssl.augment.ViewParameters.ColourOperation;
import io.localssl.image.ImageShape;

import java.util.random.RandomGenerator;

/**
 * Draws the parameters of a view as torchvision's RandomResizedCrop, RandomHorizontalFlip, ColorJitter, RandomGrayscale and GaussianBlur do.
 * <p>
 * Crop: area = U(s_min, 1) * H * W, aspect = exp(U(log 3/4, log 4/3)), width = round(sqrt(area * aspect)), height = round(sqrt(area / aspect)),
 * rounded half to even; the first of ten draws that fits the image is placed uniformly, and if none fits, the largest central crop with an aspect in
 * that range is taken. A plain crop, as RandomCrop's, has the sides of the view and is placed uniformly.
 */
final class ViewSampler {
    private static final int CROP_ATTEMPTS = 10;
    private static final double MIN_ASPECT = 3.0 / 4.0;
    private static final double MAX_ASPECT = 4.0 / 3.0;
    private static final double LOG_MAX_ASPECT = StrictMath.log(MAX_ASPECT);
    private static final ColourOperation[] OPERATIONS = ColourOperation.values();

    private final AugmentationSettings settings;
    private final ImageShape shape;
    private final boolean plain;

    /**
     * @param settings the distributions.
     * @param shape    the shape of the views.
     */
    ViewSampler(AugmentationSettings settings, ImageShape shape) {
        this.settings = settings;
        this.shape = shape;
        plain = settings.crop().equals("plain");
    }

    /**
     * Draws the parameters of one view.
     *
     * @param random the stream of this view.
     * @param height the rows of the image.
     * @param width  its columns.
     * @param view   receives the parameters.
     * @throws AugmentationException if the image is smaller than its plain crop.
     */
    void sample(RandomGenerator random, int height, int width, ViewParameters view) {
        if (plain) {
            settings.requireFits(shape, height, width);
            place(random, height, width, shape.height(), shape.width(), view);
        } else {
            sampleCrop(random, height, width, view);
        }
        view.flip = random.nextDouble() < settings.flipProbability();
        view.jitter = random.nextDouble() < settings.jitterProbability();
        if (view.jitter) {
            sampleJitter(random, view);
        }
        view.grey = random.nextDouble() < settings.greyProbability();
        view.blur = random.nextDouble() < settings.blurProbability();
        if (view.blur) {
            view.sigma = (float) uniform(random, settings.minBlurSigma(), settings.maxBlurSigma());
        }
    }

    private void sampleCrop(RandomGenerator random, int height, int width, ViewParameters view) {
        for (int attempt = 0; attempt < CROP_ATTEMPTS; attempt++) {
            double area = uniform(random, settings.minCropArea(), 1) * height * width;
            double aspect = StrictMath.exp(uniform(random, -LOG_MAX_ASPECT, LOG_MAX_ASPECT));
            view.width = (int) Math.rint(Math.sqrt(area * aspect));
            view.height = (int) Math.rint(Math.sqrt(area / aspect));
            if (view.width > 0 && view.width <= width && view.height > 0 && view.height <= height) {
                place(random, height, width, view.height, view.width, view);
                return;
            }
        }
        centralCrop(height, width, view);
    }

    private static void place(RandomGenerator random, int height, int width, int cropHeight, int cropWidth, ViewParameters view) {
        view.height = cropHeight;
        view.width = cropWidth;
        view.top = random.nextInt(height - cropHeight + 1);
        view.left = random.nextInt(width - cropWidth + 1);
    }

    private static void centralCrop(int height, int width, ViewParameters view) {
        double aspect = (double) width / height;
        view.width = aspect > MAX_ASPECT ? (int) Math.rint(height * MAX_ASPECT) : width;
        view.height = aspect < MIN_ASPECT ? (int) Math.rint(width / MIN_ASPECT) : height;
        view.top = (height - view.height) / 2;
        view.left = (width - view.width) / 2;
    }

    private void sampleJitter(RandomGenerator random, ViewParameters view) {
        for (int i = 0; i < OPERATIONS.length; i++) {
            // grows the permutation from nothing, so that nothing of the previous view is left in it
            int j = random.nextInt(i + 1);
            view.order[i] = view.order[j];
            view.order[j] = OPERATIONS[i];
        }
        view.brightness = factor(random, settings.brightness());
        view.contrast = factor(random, settings.contrast());
        view.saturation = factor(random, settings.saturation());
        view.hue = (float) uniform(random, -settings.hue(), settings.hue());
    }

    private static float factor(RandomGenerator random, double strength) {
        return (float) uniform(random, Math.max(0, 1 - strength), 1 + strength);
    }

    private static double uniform(RandomGenerator random, double min, double max) {
        return min + (max - min) * random.nextDouble();
    }
}
