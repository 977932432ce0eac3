package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.SplittableRandom;

/** A full random matrix, U(-b, b) with b = 1 / sqrt(d_c), that stays as it was drawn. */
public final class FixedProjection implements Projection {
    private final INDArray matrix;
    private final Workers workers;

    /**
     * Draws B.
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param workers   who computes.
     * @param random    the source of the values.
     */
    public FixedProjection(DataType type, int dimension, int context, Workers workers, SplittableRandom random) {
        matrix = Nd4j.create(type, new long[]{dimension, context}, 'c');
        OffHeap.fillUniform(matrix, 1 / Math.sqrt(context), random);
        this.workers = workers;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<INDArray> values() {
        return List.of(matrix);
    }

    @Override
    public Workspace workspace(int rows, Arena arena) {
        return new MatrixPrediction(matrix, null, rows, workers, arena);
    }

    @Override
    public void close() {
        matrix.close();
    }
}
