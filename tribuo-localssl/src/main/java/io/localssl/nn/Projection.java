package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/**
 * The prediction matrix B of a block, d x d_c: from a context c (rows x d_c, a constant) it predicts the block's features, P = c B^T. It owns its numbers.
 * <p>
 * Contexts, predictions and their gradients are held with a column for each row of the batch, as P^T = B c^T: then B is read row by row, and both factors of
 * dL/dB = (dL/dP)^T c too, which is the order that the products are fastest in.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public interface Projection extends AutoCloseable {

    /** @return what is learned, perhaps nothing; owned by this projection. */
    List<Parameter> parameters();

    /** @return all numbers that B is made of, learned or not; owned by this projection. */
    List<INDArray> values();

    /**
     * What predicts for one batch.
     *
     * @param rows  the number of rows.
     * @param arena where it computes.
     * @return the workspace, which is good until the arena restarts.
     */
    Workspace workspace(int rows, Arena arena);

    @Override
    void close();

    /** Predicts for one batch. */
    interface Workspace {

        /**
         * Computes P.
         *
         * @param context c^T, shape (d_c, rows).
         * @return P^T, shape (d, rows), whole and in c order; in the arena, or the context itself; valid until the next call.
         */
        INDArray predict(INDArray context);

        /**
         * Sets the gradients of the parameters; follows {@link #predict}. Both arrays must hold what they hold until the parameters have been updated, which
         * is when the gradients are computed from them.
         *
         * @param gradient (dL/dP)^T, shape (d, rows).
         * @param context  c^T, as it was predicted from.
         */
        void gradient(INDArray gradient, INDArray context);
    }
}
