package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.SplittableRandom;

/**
 * A learned matrix R whose rows are used at length 1, B_j = R_j / n_j with n_j = |R_j|: how strongly each feature is predicted is bounded. With G = dL/dP and
 * Q = c R^T
 * <pre>
 * P_ij = Q_ij / n_j        dL/dR_j = sum_i (G_ij / n_j) c_i - (sum_i G_ij Q_ij / n_j^3) R_j
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/1602.07868">Salimans and Kingma 2016, weight normalisation</a>
 */
public final class RowNormalisedProjection extends MatrixProjection {

    /**
     * Draws R from U(-b, b), b = 1 / sqrt(d_c).
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param workers   who computes.
     * @param random    the source of the initial values.
     */
    public RowNormalisedProjection(DataType type, int dimension, int context, Workers workers, SplittableRandom random) {
        super(type, dimension, context, workers, random);
    }

    @Override
    public Workspace workspace(int rows, Arena arena) {
        return new NormalisedWorkspace(rows, arena);
    }

    private final class NormalisedWorkspace implements Workspace {
        private final Products products = Products.of(matrix.value().dataType(), workers);
        private final INDArray predicted;
        private final INDArray scaled;
        private final INDArray alongEach;
        private final INDArray norms;
        private final INDArray along;
        private final double[] shrinkage;

        private NormalisedWorkspace(int rows, Arena arena) {
            long dimension = matrix.value().size(0);
            predicted = arena.array(dimension, rows);
            scaled = arena.array(dimension, rows);
            alongEach = arena.array(dimension, rows);
            norms = arena.array(dimension, 1);
            along = arena.array(dimension, 1);
            shrinkage = new double[(int) dimension];
        }

        @Override
        public INDArray predict(INDArray context) {
            products.multiply(matrix.value(), false, context, false, predicted, false);
            try (INDArray lengths = matrix.value().norm2(1)) {
                norms.assign(lengths.reshape(norms.shape()));
            }
            return predicted.diviColumnVector(norms);
        }

        @Override
        public void gradient(INDArray gradient, INDArray context) {
            scaled.assign(gradient).diviColumnVector(norms);
            alongEach.assign(scaled).muli(predicted).sum(along, true, 1).divi(norms); // sum_i (G_ij / n_j) (Q_ij / n_j) / n_j
            OffHeap.readDoubles(along, shrinkage);
            RowNormalisedProjection.this.gradient.set(scaled, context, shrinkage);
        }
    }
}
