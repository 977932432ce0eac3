package io.localssl.eval;

import io.localssl.nn.Workers;

import java.util.Optional;

/**
 * Ridge regression of class targets on the rows z of X [n, d], or on the first m of them:
 * <pre>
 * minimise over W [k, d]:  sum_i |y_i - b - W z_i|^2 + penalty |W|^2,   y_ic = 1 if c is the class of row i, else -1;   b = mean_i y_i
 * (X^T X + penalty I) W^T = X^T Y                                       if d &lt;= n
 * W = A^T X, (X X^T + penalty I) A = Y                                  if d &gt; n
 * </pre>
 * with Y = y - b. X^T X or X X^T, whichever is smaller, is computed once for all penalties.
 * <p>
 * Arithmetic is single precision, in which squaring X loses digits: the error of a solution is of the order of cond(G + penalty I) * 6e-8.
 * Each solution is therefore refined with a residual that is computed from X itself (Bjorck, "Stability analysis of the method of
 * seminormal equations for linear least squares problems", 1987), which multiplies the error by that factor once more.
 */
final class RidgeRegression implements AutoCloseable {
    private static final int REFINEMENTS = 1;

    private final DenseRows x;
    private final int[] labels;
    private final int classes;
    private final Gram gram;
    private final boolean primal;
    private int rows = 0;

    /** Takes X and those who compute, which stay their owner's, and the class of each row. */
    RidgeRegression(DenseRows x, int[] labels, int classes, Workers workers) {
        this.x = x;
        this.labels = labels;
        this.classes = classes;
        this.primal = x.dimension() <= labels.length;
        this.gram = new Gram(primal ? x.dimension() : labels.length, workers);
        if (!primal) {
            gram.add(x.from(0), x.dimension());
        }
    }

    /** Learns from the first {@code count} rows from now on, not fewer than before. */
    void useRows(int count) {
        if (primal && count > rows) {
            gram.add(x.from(rows).transpose(), count - rows);
        }
        rows = count;
    }

    /** The mean of the targets of the rows in use, one a class. */
    float[] intercept() {
        double[] sum = new double[classes];
        for (int i = 0; i < rows; i++) {
            sum[labels[i]] += 2;
        }
        float[] intercept = new float[classes];
        for (int c = 0; c < classes; c++) {
            intercept[c] = (float) (sum[c] / rows - 1);
        }
        return intercept;
    }

    /** W [classes, d], or nothing if single precision cannot solve for so small a penalty. */
    Optional<float[]> fit(double penalty) {
        if (!gram.factor(primal ? x.dimension() : rows, penalty)) {
            return Optional.empty();
        }
        float[] unknown = primal ? x.weighted(targets(), rows) : targets();
        gram.solve(unknown);
        for (int i = 0; i < REFINEMENTS; i++) {
            float[] error = targets();
            subtract(error, 1, x.scores(weights(unknown), 0, rows));
            float[] residual = primal ? x.weighted(error, rows) : error;
            subtract(residual, penalty, unknown);
            gram.solve(residual);
            subtract(unknown, -1, residual);
        }
        return Optional.of(weights(unknown));
    }

    /** W from what is solved for, W itself or A^T. */
    private float[] weights(float[] unknown) {
        return primal ? unknown : x.weighted(unknown, rows);
    }

    /** Y^T = (y - b)^T of the rows in use, [classes, rows]. */
    private float[] targets() {
        float[] intercept = intercept();
        float[] targets = new float[classes * rows];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < rows; i++) {
                targets[c * rows + i] = (labels[i] == c ? 1 : -1) - intercept[c];
            }
        }
        return targets;
    }

    private static void subtract(float[] from, double factor, float[] values) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= (float) (factor * values[i]);
        }
    }

    @Override
    public void close() {
        gram.close();
    }
}
