package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
     * @param random    the source of the initial values.
     */
    public RowNormalisedProjection(DataType type, int dimension, int context, SplittableRandom random) {
        super(type, dimension, context, random);
    }

    @Override
    public Workspace workspace(int rows) {
        return new NormalisedWorkspace(rows);
    }

    private final class NormalisedWorkspace implements Workspace {
        private final Products products = Products.of(matrix.value().dataType());
        private final INDArray raw;
        private final INDArray predicted;
        private final INDArray scaled;
        private final INDArray norms;
        private final INDArray along;
        private final INDArray drift;

        private NormalisedWorkspace(int rows) {
            DataType type = matrix.value().dataType();
            long dimension = matrix.value().size(0);
            raw = Nd4j.create(type, new long[]{rows, dimension}, 'c');
            predicted = Nd4j.create(type, new long[]{rows, dimension}, 'c');
            scaled = Nd4j.create(type, new long[]{rows, dimension}, 'c');
            norms = Nd4j.create(type, new long[]{1, dimension}, 'c');
            along = Nd4j.create(type, new long[]{1, dimension}, 'c');
            drift = Nd4j.create(type, matrix.value().shape(), 'c');
        }

        @Override
        public INDArray predict(INDArray context) {
            products.multiply(context, false, matrix.value(), true, raw, false);
            try (INDArray lengths = matrix.value().norm2(1)) {
                norms.assign(lengths.reshape(norms.shape()));
            }
            return predicted.assign(raw).diviRowVector(norms);
        }

        @Override
        public void gradient(INDArray gradient, INDArray context) {
            scaled.assign(gradient).diviRowVector(norms);
            products.multiply(scaled, true, context, false, matrix.gradient(), false);
            scaled.muli(predicted); // (G_ij / n_j) (Q_ij / n_j)
            scaled.sum(along, true, 0).divi(norms);
            matrix.gradient().subi(drift.assign(matrix.value()).muliColumnVector(along.reshape('c', along.length(), 1)));
        }

        @Override
        public void close() {
            raw.close();
            predicted.close();
            scaled.close();
            norms.close();
            along.close();
            drift.close();
        }
    }
}
