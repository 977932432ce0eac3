package io.localssl.eval;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

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

    /** The memory from a row on. */
    FloatPointer at(int row) {
        return new FloatPointer(memory.data().addressPointer()).position((long) row * dimension);
    }

    /** X W^T over some rows: [count, k] for W [k, d]. */
    float[] timesTransposed(float[] w, int from, int count) {
        int k = w.length / dimension;
        float[] product = new float[count * k];
        try (FloatPointer weights = new FloatPointer(w); FloatPointer out = new FloatPointer((long) product.length)) {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, k, dimension, 1, at(from), dimension, weights, dimension, 0, out, k);
            out.get(product);
        }
        return product;
    }

    /** E^T X over the first rows: [k, d] for E [rows, k]. */
    float[] transposedTimes(float[] e, int rows) {
        int k = e.length / rows;
        float[] product = new float[k * dimension];
        try (FloatPointer errors = new FloatPointer(e); FloatPointer out = new FloatPointer((long) product.length)) {
            cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, k, dimension, rows, 1, errors, k, at(0), dimension, 0, out, dimension);
            out.get(product);
        }
        return product;
    }

    @Override
    public void close() {
        memory.close();
    }
}
