package io.localssl.eval;

import io.localssl.nn.MatrixProduct.Operand;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static io.localssl.nn.MatrixProduct.multiply;

/** X, a matrix [n, d] of single precision off the heap, and its products with small matrices on the heap. */
final class DenseRows implements AutoCloseable {
    private final INDArray memory;
    private final int dimension;

    /** Zeros, for {@link #set}. */
    DenseRows(int rows, int dimension) {
        this.memory = Nd4j.create(DataType.FLOAT, new long[]{rows, dimension}, 'c');
        this.dimension = dimension;
    }

    /** d, the length of a row. */
    int dimension() {
        return dimension;
    }

    /** Sets one row from the first d places of {@code values}. */
    void set(int row, float[] values) {
        at(row).put(values, 0, dimension);
    }

    private FloatPointer at(int row) {
        return new FloatPointer(memory.data().addressPointer()).position((long) row * dimension);
    }

    /** X from a row on, for products. */
    Operand from(int row) {
        return Operand.of(at(row), dimension);
    }

    /** W X^T over some rows: [k, count] for W [k, d]. */
    float[] scores(float[] w, int from, int count) {
        int k = w.length / dimension;
        float[] product = new float[k * count];
        try (FloatPointer weights = new FloatPointer(w); FloatPointer out = new FloatPointer((long) product.length)) {
            multiply(k, count, dimension, 1, Operand.of(weights, dimension), from(from).transpose(), 0, Operand.of(out, count));
            out.get(product);
        }
        return product;
    }

    /** E X over the first rows: [k, d] for E [k, rows]. */
    float[] weighted(float[] e, int rows) {
        int k = e.length / rows;
        float[] product = new float[k * dimension];
        try (FloatPointer weights = new FloatPointer(e); FloatPointer out = new FloatPointer((long) product.length)) {
            multiply(k, dimension, rows, 1, Operand.of(weights, rows), from(0), 0, Operand.of(out, dimension));
            out.get(product);
        }
        return product;
    }

    @Override
    public void close() {
        memory.close();
    }
}
