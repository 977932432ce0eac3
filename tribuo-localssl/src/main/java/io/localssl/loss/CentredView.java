package io.localssl.loss;

/**
 * The features of one view around their means over the images, a row of B numbers for each feature. A gradient by them that has no mean, as those of variances and
 * covariances, is one by the features.
 */
final class CentredView {
    private final int view;
    private final int images;
    private final int width;
    private final double[] values;

    /**
     * @param features 2B rows of {@code width} numbers: rows 0..B-1 view 1, rows B..2B-1 view 2.
     * @param width    M.
     * @param view     0 or 1.
     */
    CentredView(double[] features, int width, int view) {
        this.view = view;
        this.width = width;
        images = features.length / width / 2;
        values = new double[images * width];
        for (int k = 0; k < width; k++) {
            double mean = 0;
            for (int i = 0; i < images; i++) {
                mean += features[index(i, k)] / images;
            }
            for (int i = 0; i < images; i++) {
                values[k * images + i] = features[index(i, k)] - mean;
            }
        }
    }

    private int index(int image, int feature) {
        return (view * images + image) * width + feature;
    }

    /** @return B. */
    int images() {
        return images;
    }

    /** @return M. */
    int width() {
        return width;
    }

    /** @return the number of feature k and image i at k B + i; owned by this view. */
    double[] values() {
        return values;
    }

    /** @return the variance of a feature over B > 1 images, with the divisor B - 1. */
    double variance(int feature) {
        double sum = 0;
        for (int at = feature * images; at < (feature + 1) * images; at++) {
            sum += values[at] * values[at];
        }
        return sum / (images - 1);
    }

    /** Adds numbers in the order of {@link #values} where the features are that they belong to. */
    void add(double[] slope, double[] gradient) {
        for (int k = 0; k < width; k++) {
            for (int i = 0; i < images; i++) {
                gradient[index(i, k)] += slope[k * images + i];
            }
        }
    }
}
