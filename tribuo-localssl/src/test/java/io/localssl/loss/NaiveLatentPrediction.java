package io.localssl.loss;

/** The oracle: latent predictive learning straight from the equations of the paper and its erratum, with loops over images b and features i, k. */
public final class NaiveLatentPrediction {
    private final double[] z;
    private final int images;
    private final int width;

    /**
     * @param features rows of view 1, then of view 2.
     * @param width    M.
     */
    public NaiveLatentPrediction(double[] features, int width) {
        z = features;
        images = features.length / width / 2;
        this.width = width;
    }

    /** The weighted sum of the terms; the views are averaged in the last two. */
    public double loss(double predictive, double hebbian, double decorrelation) {
        double loss = predictive * towards(z);
        if (images > 1) {
            loss += hebbian * (hebbian(0) + hebbian(1)) / 2 + decorrelation * (decorrelation(0) + decorrelation(1)) / 2;
        }
        return loss;
    }

    /** The mean squared error of each view to what the other one is in the target. */
    double towards(double[] target) {
        double sum = 0;
        for (int b = 0; b < images; b++) {
            for (int i = 0; i < width; i++) {
                sum += Math.pow(z[b * width + i] - target[(images + b) * width + i], 2);
            }
        }
        return sum / images / width;
    }

    double hebbian(int view) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum -= Math.log(covariance(view, i, i) + 1e-4);
        }
        return sum / width;
    }

    double decorrelation(int view) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            for (int k = 0; k < width; k++) {
                if (k != i) {
                    sum += Math.pow(covariance(view, i, k), 2);
                }
            }
        }
        return width == 1 ? 0 : sum / (width * width - width);
    }

    private double covariance(int view, int i, int k) {
        double sum = 0;
        for (int b = 0; b < images; b++) {
            sum += (feature(view, b, i) - mean(view, i)) * (feature(view, b, k) - mean(view, k));
        }
        return sum / (images - 1);
    }

    private double mean(int view, int i) {
        double sum = 0;
        for (int b = 0; b < images; b++) {
            sum += feature(view, b, i);
        }
        return sum / images;
    }

    private double feature(int view, int image, int i) {
        return z[(view * images + image) * width + i];
    }
}
