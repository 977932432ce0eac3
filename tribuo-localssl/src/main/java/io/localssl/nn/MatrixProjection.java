package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.SplittableRandom;

/** A projection made of one learned matrix, initialised with U(-b, b), b = 1 / sqrt(d_c). */
abstract class MatrixProjection implements Projection {
    /** The gradient of the numbers. */
    final ProductGradient gradient;
    /** The numbers, shape (d, d_c). */
    final Parameter matrix;
    /** Who computes. */
    final Workers workers;

    MatrixProjection(DataType type, int dimension, int context, Workers workers, SplittableRandom random) {
        INDArray value = Nd4j.create(type, new long[]{dimension, context}, 'c');
        gradient = new ProductGradient(value);
        matrix = new Parameter(value, gradient);
        matrix.initialiseUniform(1 / Math.sqrt(context), random);
        this.workers = workers;
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
