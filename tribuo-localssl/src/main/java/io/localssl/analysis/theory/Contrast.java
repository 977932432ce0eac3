package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;

/**
 * The contrast of one layer on one batch, loss f(u+, u-), and its gradients.
 * <p>
 * Every gradient goes through the rows delta_j = sum_{pos(i) = j} (df/du+_i) c_i + sum_{neg(i) = j} (df/du-_i) c_i, [2B, d_c]:
 * dL/dz = delta B^T and dL/dB = z^T delta.
 *
 * @param pairs    which rows are compared, one negative an anchor.
 * @param loss     the loss.
 * @param gradient df/du+ and df/du-.
 */
record Contrast(Pairs pairs, double loss, Scores gradient) {

    static Contrast of(ContrastLoss f, Pairs pairs, Scores scores) {
        int rows = scores.positive().length;
        double[] positive = new double[rows];
        double[][] negative = new double[1][rows];
        double loss = f.evaluate(scores.positive(), new double[][] {scores.negative()}, pairs.terms(), positive, negative);
        return new Contrast(pairs, loss, new Scores(positive, negative[0]));
    }

    /** delta for contexts c. */
    Matrix difference(Matrix c) {
        Matrix delta = Matrix.zeros(c.rows(), c.columns());
        for (int i = 0; i < c.rows(); i++) {
            delta.addToRow(pairs.positive()[i], gradient.positive()[i], c, i);
            delta.addToRow(pairs.negative()[0][i], gradient.negative()[i], c, i);
        }
        return delta;
    }

    /** The transpose of {@link #difference}: y_i = (df/du+_i) x_pos(i) + (df/du-_i) x_neg(i). */
    Matrix gathered(Matrix x) {
        Matrix y = Matrix.zeros(x.rows(), x.columns());
        for (int i = 0; i < x.rows(); i++) {
            y.addToRow(i, gradient.positive()[i], x, pairs.positive()[i]);
            y.addToRow(i, gradient.negative()[i], x, pairs.negative()[0][i]);
        }
        return y;
    }

    /** How the loss changes when the scores move from one place to another. */
    double slope(Scores from, Scores to) {
        double slope = 0;
        for (int i = 0; i < from.positive().length; i++) {
            slope += gradient.positive()[i] * (to.positive()[i] - from.positive()[i]) + gradient.negative()[i] * (to.negative()[i] - from.negative()[i]);
        }
        return slope;
    }
}
