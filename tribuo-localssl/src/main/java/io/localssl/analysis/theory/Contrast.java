package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;

/**
 * The contrast of one layer on one batch: scores u+_i = z_pos(i) . (B c_i) and u-_i = z_neg(i) . (B c_i), loss f(u+, u-).
 * <p>
 * Every gradient goes through the rows delta_j = sum_{pos(i) = j} (df/du+_i) c_i + sum_{neg(i) = j} (df/du-_i) c_i, [2B, d_c]:
 * dL/dz = delta B^T and dL/dB = z^T delta.
 *
 * @param pairs    which rows are compared, one negative an anchor.
 * @param loss     the loss.
 * @param positive df/du+.
 * @param negative df/du-.
 */
record Contrast(Pairs pairs, double loss, double[] positive, double[] negative) {

    /**
     * @param f the contrast function.
     * @param z features [2B, d].
     * @param c contexts [2B, d_c].
     * @param b B, [d, d_c].
     */
    static Contrast of(ContrastLoss f, Pairs pairs, Matrix z, Matrix c, Matrix b) {
        Matrix predicted = c.timesTransposed(b);
        int rows = z.rows();
        double[] positive = new double[rows];
        double[][] negative = new double[1][rows];
        for (int i = 0; i < rows; i++) {
            positive[i] = z.rowDot(pairs.positive()[i], predicted, i);
            negative[0][i] = z.rowDot(pairs.negative()[0][i], predicted, i);
        }
        double[] positiveGradient = new double[rows];
        double[][] negativeGradient = new double[1][rows];
        double loss = f.evaluate(positive, negative, positiveGradient, negativeGradient);
        return new Contrast(pairs, loss, positiveGradient, negativeGradient[0]);
    }

    /** delta for contexts c. */
    Matrix difference(Matrix c) {
        Matrix delta = Matrix.zeros(c.rows(), c.columns());
        for (int i = 0; i < c.rows(); i++) {
            delta.addToRow(pairs.positive()[i], positive[i], c, i);
            delta.addToRow(pairs.negative()[0][i], negative[i], c, i);
        }
        return delta;
    }
}
