package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;

/** A full matrix, initialised with U(-b, b), b = 1 / sqrt(d_c), that is learned: dL/dB = (dL/dP)^T c. */
public final class DenseProjection implements Projection {
    private final Parameter matrix;

    /**
     * Draws B.
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param random    the source of the initial values.
     */
    public DenseProjection(DataType type, int dimension, int context, SplittableRandom random) {
        matrix = new Parameter(type, dimension, context);
        matrix.initialiseUniform(1 / Math.sqrt(context), random);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(matrix);
    }

    @Override
    public List<INDArray> values() {
        return List.of(matrix.value());
    }

    @Override
    public Workspace workspace(int rows) {
        return new MatrixPrediction(matrix.value(), matrix.gradient(), rows);
    }

    @Override
    public void close() {
        matrix.close();
    }
}
