package io.localssl.nn;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The prediction matrix B of a block: it predicts the block's features from a context.
 * <p>
 * With features f (rows x d), contexts c (rows x d_c, a constant) and P = c B^T, the score of anchor i and row j is u_ij = P_i . f_j. A loss reads the scores of
 * the {@link Pairs}; with A = dL/du (rows x rows, zero outside the pairs)
 * <pre>
 * dL/df = A^T P        dL/dB = (A f)^T c
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public final class Projection implements AutoCloseable {
    private final Parameter matrix;
    private final DataType type;

    /**
     * A matrix initialised with U(-b, b), b = 1 / sqrt(d_c).
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param random    the source of the initial values.
     */
    public Projection(DataType type, int dimension, int context, SplittableRandom random) {
        this.type = type;
        matrix = new Parameter(type, dimension, context);
        matrix.initialiseUniform(1 / Math.sqrt(context), random);
    }

    /** @return B, shape (d, d_c). */
    public Parameter matrix() {
        return matrix;
    }

    /**
     * The arrays that a batch of a given number of rows needs.
     *
     * @param rows the number of rows.
     * @return the workspace; the caller closes it.
     */
    public Workspace workspace(int rows) {
        return new Workspace(rows);
    }

    @Override
    public void close() {
        matrix.close();
    }

    /** The scores of one batch size and the arrays they are computed in. */
    public final class Workspace implements AutoCloseable {
        private final int rows;
        private final INDArray predicted;
        private final INDArray mixed;
        private final INDArray scores;
        private final double[] scoreValues;

        private Workspace(int rows) {
            this.rows = rows;
            long dimension = matrix.value().size(0);
            predicted = Nd4j.create(type, new long[]{rows, dimension}, 'c');
            mixed = Nd4j.create(type, new long[]{rows, dimension}, 'c');
            scores = Nd4j.create(type, new long[]{rows, rows}, 'c');
            scoreValues = new double[rows * rows];
        }

        /**
         * Computes the loss, adds its gradient to that of the features, and writes the gradient of the matrix.
         *
         * @param features        f, shape (rows, d).
         * @param context         c, shape (rows, d_c).
         * @param pairs           the rows that are compared.
         * @param loss            the contrast function.
         * @param featureGradient dL/df is added here.
         * @return the loss.
         */
        public double contrast(INDArray features, INDArray context, Pairs pairs, ContrastLoss loss, INDArray featureGradient) {
            Nd4j.gemm(context, matrix.value(), predicted, false, true, 1, 0);
            Nd4j.gemm(predicted, features, scores, false, true, 1, 0);
            OffHeap.readDoubles(scores, scoreValues);
            double result = differentiate(pairs, loss);
            OffHeap.writeDoubles(scoreValues, scores);
            Nd4j.gemm(scores, predicted, featureGradient, true, false, 1, 1);
            Nd4j.gemm(scores, features, mixed, false, false, 1, 0);
            Nd4j.gemm(mixed, context, matrix.gradient(), true, false, 1, 0);
            return result;
        }

        /** Replaces the scores u by A = dL/du. */
        private double differentiate(Pairs pairs, ContrastLoss loss) {
            int n = pairs.negative().length;
            double[] positive = gather(pairs.positive());
            double[][] negative = new double[n][];
            for (int k = 0; k < n; k++) {
                negative[k] = gather(pairs.negative()[k]);
            }
            double[] positiveGradient = new double[rows];
            double[][] negativeGradient = new double[n][rows];
            double value = loss.evaluate(positive, negative, positiveGradient, negativeGradient);
            Arrays.fill(scoreValues, 0);
            scatter(pairs.positive(), positiveGradient);
            for (int k = 0; k < n; k++) {
                scatter(pairs.negative()[k], negativeGradient[k]);
            }
            return value;
        }

        private double[] gather(int[] partner) {
            double[] values = new double[rows];
            for (int i = 0; i < rows; i++) {
                values[i] = scoreValues[i * rows + partner[i]];
            }
            return values;
        }

        private void scatter(int[] partner, double[] gradient) {
            for (int i = 0; i < rows; i++) {
                scoreValues[i * rows + partner[i]] += gradient[i];
            }
        }

        @Override
        public void close() {
            predicted.close();
            mixed.close();
            scores.close();
        }
    }
}
