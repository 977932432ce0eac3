package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;

/** A projection made of one learned matrix, initialised with U(-b, b), b = 1 / sqrt(d_c). */
abstract class MatrixProjection implements Projection {
    /** The numbers, shape (d, d_c). */
    final Parameter matrix;

    MatrixProjection(DataType type, int dimension, int context, SplittableRandom random) {
        matrix = new Parameter(type, dimension, context);
        matrix.initialiseUniform(1 / Math.sqrt(context), random);
    }

    @Override
    public final List<Parameter> parameters() {
        return List.of(matrix);
    }

    @Override
    public final List<INDArray> values() {
        return List.of(matrix.value());
    }

    @Override
    public final void close() {
        matrix.close();
    }
}
