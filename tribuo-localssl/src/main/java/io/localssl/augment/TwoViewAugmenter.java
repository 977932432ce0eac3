package io.localssl.augment;

import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;

import java.util.Arrays;

/**
 * The augmentation of a training run: settings, the shape of the views, the normalisation and the seed.
 * <p>
 * Each view has a random stream of its own that is derived from (seed, epoch, image, view), so a view depends on nothing else: not on the other
 * images, on the order in which they come, nor on the number of threads. Immutable; every thread takes a {@link ViewTransform} of its own.
 */
public final class TwoViewAugmenter {
    private final AugmentationSettings settings;
    private final ImageShape shape;
    private final float[] mean;
    private final float[] std;
    private final long seed;

    /**
     * @param settings how strongly views are augmented.
     * @param shape    the shape of the views, of one channel (grey) or three (red, green, blue).
     * @param mean     the mean of each channel, on the scale [0, 1].
     * @param std      the standard deviation of each channel, on the scale [0, 1].
     * @param seed     from which all random streams derive.
     * @throws ImageShapeException   if the images have another number of channels.
     * @throws AugmentationException if there is not one mean and one positive standard deviation a channel.
     */
    public TwoViewAugmenter(AugmentationSettings settings, ImageShape shape, float[] mean, float[] std, long seed) {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new ImageShapeException("found images of shape " + shape + ", expected 1 channel (grey) or 3 (red, green, blue) for the augmentation of "
                    + "colours; convert the images");
        }
        this.settings = settings;
        this.shape = shape;
        this.mean = mean.clone();
        this.std = std.clone();
        this.seed = seed;
        new Normalisation(shape, mean, std); // refuses wrong statistics now, not in a thread later
    }

    /**
     * An augmenter whose views stay on the scale 0 to 255: a mean of 0 and a standard deviation of a 255th.
     *
     * @param settings how strongly views are augmented.
     * @param shape    the shape of the views, of one channel (grey) or three (red, green, blue).
     * @param seed     from which all random streams derive.
     * @throws ImageShapeException if the images have another number of channels.
     */
    public TwoViewAugmenter(AugmentationSettings settings, ImageShape shape, long seed) {
        this(settings, shape, new float[shape.channels()], scaleOfPixels(shape.channels()), seed);
    }

    private static float[] scaleOfPixels(int channels) {
        float[] std = new float[channels];
        Arrays.fill(std, 1 / 255f);
        return std;
    }

    /** @return the settings. */
    public AugmentationSettings getSettings() {
        return settings;
    }

    /** @return the shape of the views; images may have other sides. */
    public ImageShape getShape() {
        return shape;
    }

    /** @return a new maker of views, for one thread. */
    public ViewTransform newTransform() {
        return new ViewTransform(this, new Normalisation(shape, mean, std));
    }

    /**
     * The seed of the random stream of one view. Every number is mixed in by a bijection, so streams that differ in one number start from different states.
     *
     * @param epoch the epoch.
     * @param image the number of the image.
     * @param view  the number of the view, 0 or 1.
     * @return a seed.
     */
    long seedOf(int epoch, int image, int view) {
        return ViewRandom.next(ViewRandom.next(ViewRandom.next(ViewRandom.next(seed) + epoch) + image) + view);
    }
}
