package io.localssl.eval;

import java.util.Optional;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

/**
 * Ridge regression of class targets on the rows z of X [n, d], or on the first m of them:
 * <pre>
 * minimise over W [k, d]:  sum_i |y_i - b - W z_i|^2 + penalty |W|^2,   y_ic = 1 if c is the class of row i, else -1;   b = mean_i y_i
 * (X^T X + penalty I) W^T = X^T Y                                       if d &lt;= n
 * W = A^T X, (X X^T + penalty I) A = Y                                  if d &gt; n
 * </pre>
 * with Y = y - b. X^T X or X X^T, whichever is smaller, is computed once for all penalties.
 * <p>
 * Arithmetic is single precision, which loses what the square of X loses: the errors of the solution are of the order of cond(G + penalty I) * 6e-8.
 * Each solution is therefore refined twice with a residual that is computed from X itself (Bjorck, "Stability analysis of the method of
 * seminormal equations", 1987), which multiplies the error by that factor each time.
 */
final class RidgeRegression implements AutoCloseable {
    private static final int SOLVES = 3; // the first and two refinements

    private final DenseRows x;
    private final int[] labels;
    private final int classes;
    private final Gram gram;
    private final boolean primal;
    private int rows = 0;

    /** Takes X, which stays its owner's, and the class of each row. */
    RidgeRegression(DenseRows x, int[] labels, int classes) {
        this.x = x;
        this.labels = labels;
        this.classes = classes;
        this.primal = x.dimension() <= labels.length;
        this.gram = new Gram(primal ? x.dimension() : labels.length);
        if (!primal) {
            gram.add(x.at(0), CblasNoTrans, x.dimension(), x.dimension());
        }
    }

    /** Learns from the first {@code count} rows from now on, not fewer than before. */
    void useRows(int count) {
        if (primal && count > rows) {
            gram.add(x.at(rows), CblasTrans, count - rows, x.dimension());
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
        float[] intercept = intercept();
        float[] unknown = new float[classes * (primal ? x.dimension() : rows)];
        float[] weights = new float[classes * x.dimension()];
        for (int i = 0; i < SOLVES; i++) {
            float[] error = error(weights, intercept);
            float[] residual = primal ? x.transposedTimes(error, rows) : transpose(error, classes);
            for (int j = 0; j < residual.length; j++) {
                residual[j] -= (float) (penalty * unknown[j]);
            }
            gram.solve(residual);
            for (int j = 0; j < unknown.length; j++) {
                unknown[j] += residual[j];
            }
            weights = primal ? unknown : x.transposedTimes(transpose(unknown, rows), rows);
        }
        return Optional.of(weights);
    }

    /** y - b - X W^T, [rows, classes]. */
    private float[] error(float[] weights, float[] intercept) {
        float[] error = x.timesTransposed(weights, 0, rows);
        for (int i = 0; i < error.length; i++) {
            int c = i % classes;
            error[i] = (labels[i / classes] == c ? 1 : -1) - intercept[c] - error[i];
        }
        return error;
    }

    /** [rows, columns] as [columns, rows]. */
    private static float[] transpose(float[] matrix, int columns) {
        int height = matrix.length / columns;
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * height + i / columns] = matrix[i];
        }
        return transposed;
    }

    @Override
    public void close() {
        gram.close();
    }
}
