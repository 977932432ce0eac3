package io.localssl.analysis.theory;

import java.util.SplittableRandom;

/**
 * Generated pairs of views. A sample s = A g, g ~ N(0, I), has two views x = s + noise * n with their own n ~ N(0, I).
 *
 * @param mixing A, [d, d]; the mean square of an entry of s is 1.
 * @param noise  the standard deviation of what the views do not share.
 */
record ViewPairs(Matrix mixing, double noise) {
    private static final double NOISE = 0.5;
    /** {@link #vectors} in words. */
    static final String VECTORS = "views x = s + 0.5 n: shared Gaussian s with component variances proportional to 1/k in a random basis (mean 1), own "
            + "Gaussian n";
    /** {@link #images} in words. */
    static final String IMAGES = "views x = s + 0.5 n of 8x8 images with 3 channels: shared smooth random fields s, cosine amplitudes of variance "
            + "1/(1 + p^2 + q^2) (mean square 1), own Gaussian n";

    /** Vectors whose k-th principal component, in a random basis, has a variance proportional to 1 / k, as natural signals have. */
    static ViewPairs vectors(int dimension, SplittableRandom random) {
        Matrix mixing = Initialisation.ORTHOGONAL.draw(dimension, dimension, random);
        for (int i = 0; i < dimension; i++) {
            for (int k = 0; k < dimension; k++) {
                mixing.values()[i * dimension + k] /= Math.sqrt(k + 1);
            }
        }
        return new ViewPairs(unitVariance(mixing), NOISE);
    }

    /** Smooth random images: sums of cosines of p and q half periods with random amplitudes of variance 1 / (1 + p^2 + q^2), each channel for itself. */
    static ViewPairs images(int side, int channels) {
        int d = side * side * channels;
        Matrix mixing = Matrix.zeros(d, d);
        for (int at = 0; at < d; at++) {
            for (int wave = 0; wave < d; wave++) {
                if (at % channels == wave % channels) {
                    int p = wave / channels / side;
                    int q = wave / channels % side;
                    mixing.values()[at * d + wave] = cosine(p, at / channels / side, side) * cosine(q, at / channels % side, side) / Math.sqrt(1 + p * p + q * q);
                }
            }
        }
        return new ViewPairs(unitVariance(mixing), NOISE);
    }

    private static double cosine(int halfPeriods, int position, int side) {
        return (halfPeriods == 0 ? Math.sqrt(0.5) : 1) * Math.cos(Math.PI * halfPeriods * (position + 0.5) / side);
    }

    private static Matrix unitVariance(Matrix mixing) {
        return mixing.scaled(Math.sqrt(mixing.rows()) / mixing.norm());
    }

    /** @return 2 * pairs rows: the first views, then the second. */
    Matrix draw(int pairs, SplittableRandom random) {
        Matrix shared = Matrix.gaussian(pairs, mixing.columns(), random).timesTransposed(mixing);
        Matrix views = Matrix.gaussian(2 * pairs, mixing.rows(), random).scaled(noise);
        for (int i = 0; i < 2 * pairs; i++) {
            views.addToRow(i, 1, shared, i % pairs);
        }
        return views;
    }
}
