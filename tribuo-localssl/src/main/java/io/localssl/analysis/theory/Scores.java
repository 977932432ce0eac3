package io.localssl.analysis.theory;

import io.localssl.loss.Pairs;

/**
 * How well each anchor's prediction fits: u+_i = z_pos(i) . (B c_i) and u-_i = z_neg(i) . (B c_i), one negative an anchor. Linear in B.
 *
 * @param positive u+.
 * @param negative u-.
 */
record Scores(double[] positive, double[] negative) {

    /** The scores of B = 0. */
    static Scores zeros(int rows) {
        return new Scores(new double[rows], new double[rows]);
    }

    /**
     * @param z features [2B, d].
     * @param c contexts [2B, d_c].
     * @param b B, [d, d_c].
     */
    static Scores of(Pairs pairs, Matrix z, Matrix c, Matrix b) {
        return of(pairs, z, c.timesTransposed(b));
    }

    /**
     * @param z         features [2B, d].
     * @param predicted B c_i, [2B, d].
     */
    static Scores of(Pairs pairs, Matrix z, Matrix predicted) {
        Scores scores = zeros(z.rows());
        for (int i = 0; i < z.rows(); i++) {
            scores.positive[i] = z.rowDot(pairs.positive()[i], predicted, i);
            scores.negative[i] = z.rowDot(pairs.negative()[0][i], predicted, i);
        }
        return scores;
    }

    /** The scores of (1 - step) B + step B'. */
    Scores towards(Scores other, double step) {
        return scaled(1 - step).plus(step, other);
    }

    /** The scores of B + factor B'. */
    Scores plus(double factor, Scores other) {
        Scores scores = zeros(positive.length);
        for (int i = 0; i < positive.length; i++) {
            scores.positive[i] = positive[i] + factor * other.positive[i];
            scores.negative[i] = negative[i] + factor * other.negative[i];
        }
        return scores;
    }

    Scores scaled(double factor) {
        return zeros(positive.length).plus(factor, this);
    }

    /** The largest absolute score. */
    double largest() {
        double largest = 0;
        for (int i = 0; i < positive.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(positive[i]), Math.abs(negative[i])));
        }
        return largest;
    }
}
