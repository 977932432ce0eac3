package io.localssl.augment;

import io.localssl.image.ImageShape;

/** x = (v / 255 - mean) / std, per channel. */
final class Normalisation {
    private final int plane;
    private final float[] scale;
    private final float[] shift;

    /**
     * @param shape the shape of the views.
     * @param mean  the mean of each channel, on the scale [0, 1].
     * @param std   the standard deviation of each channel, on the scale [0, 1].
     * @throws AugmentationException if there is not one mean and one positive standard deviation a channel.
     */
    Normalisation(ImageShape shape, float[] mean, float[] std) {
        if (mean.length != shape.channels() || std.length != shape.channels()) {
            throw new AugmentationException("found " + mean.length + " means and " + std.length + " standard deviations for images of shape " + shape
                    + ", expected one a channel");
        }
        this.plane = shape.height() * shape.width();
        this.scale = new float[mean.length];
        this.shift = new float[mean.length];
        for (int channel = 0; channel < mean.length; channel++) {
            if (!(std[channel] > 0) || !Float.isFinite(std[channel]) || !Float.isFinite(mean[channel])) {
                throw new AugmentationException("found mean " + mean[channel] + " and standard deviation " + std[channel] + " of channel " + channel
                        + ", expected finite numbers and a standard deviation above 0; images that are all alike cannot be normalised");
            }
            scale[channel] = 1 / (255 * std[channel]);
            shift[channel] = -mean[channel] / std[channel];
        }
    }

    /**
     * @param view        planes of values in [0, 255].
     * @param destination receives the normalised planes.
     * @param offset      the first place written.
     */
    void apply(float[] view, float[] destination, int offset) {
        for (int channel = 0; channel < scale.length; channel++) {
            int from = channel * plane;
            int to = offset + from;
            float a = scale[channel];
            float b = shift[channel];
            for (int i = 0; i < plane; i++) {
                destination[to + i] = a * view[from + i] + b;
            }
        }
    }
}
