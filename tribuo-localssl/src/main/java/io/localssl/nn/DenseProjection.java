package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;

import java.util.SplittableRandom;

/** A full matrix, initialised with U(-b, b), b = 1 / sqrt(d_c), that is learned: dL/dB = (dL/dP)^T c. */
public final class DenseProjection extends MatrixProjection {

    /**
     * Draws B.
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param workers   who computes.
     * @param random    the source of the initial values.
     */
    public DenseProjection(DataType type, int dimension, int context, Workers workers, SplittableRandom random) {
        super(type, dimension, context, workers, random);
    }

    @Override
    public Workspace workspace(int rows, Arena arena) {
        return new MatrixPrediction(matrix.value(), gradient, rows, workers, arena);
    }
}
