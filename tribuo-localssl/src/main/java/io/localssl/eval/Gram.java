package io.localssl.eval;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.LAPACKE_spotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_spotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_ssyrk;

/**
 * A symmetric matrix G of single precision off the heap, and the Cholesky factor of (G + penalty I) in the same memory:
 * G lies below the diagonal, its diagonal on the heap, and the factor, which is made as often as there are penalties to try, on and above the diagonal.
 */
final class Gram implements AutoCloseable {
    private static final int TILE = 128;

    private final int order;
    private final INDArray memory;
    private final FloatPointer start;
    private final float[] diagonal;
    private int factored = 0;

    /** Zeros. */
    Gram(int order) {
        this.order = order;
        this.memory = Nd4j.create(DataType.FLOAT, new long[]{order, order}, 'c');
        this.start = new FloatPointer(memory.data().addressPointer());
        this.diagonal = new float[order];
    }

    /**
     * G = G + X^T X, or G + X X^T.
     *
     * @param transpose {@code CblasTrans} for the first, {@code CblasNoTrans} for the second.
     * @param inner     rows of X for the first, columns for the second.
     * @param stride    the distance of two rows of X.
     */
    void add(FloatPointer x, int transpose, int inner, int stride) {
        setDiagonal(0);
        cblas_ssyrk(CblasRowMajor, CblasLower, transpose, order, inner, 1, x, stride, 1, start(0, 0), order);
        for (int i = 0; i < order; i++) {
            diagonal[i] = start(i, i).get();
        }
    }

    /** G_ij for j < i. */
    void getRow(int row, int count, float[] destination) {
        start(row, 0).get(destination, 0, count);
    }

    /**
     * Factors the leading square of G + penalty I.
     *
     * @param size its rows and columns.
     * @return whether it could be: in single precision a penalty that is too small for G leaves it without a factor.
     */
    boolean factor(int size, double penalty) {
        mirror(size);
        setDiagonal(penalty);
        factored = size;
        // what is the upper triangle by rows is the lower one by columns, which LAPACK takes as it is
        return LAPACKE_spotrf(LAPACK_COL_MAJOR, (byte) 'L', size, start(0, 0), order) == 0;
    }

    /** Solves (G + penalty I) x = b for each row b of [k, size], with the factor made last, in place. */
    void solve(float[] rows) {
        try (FloatPointer b = new FloatPointer(rows)) {
            LAPACKE_spotrs(LAPACK_COL_MAJOR, (byte) 'L', factored, rows.length / factored, start(0, 0), order, b, factored);
            b.get(rows);
        }
    }

    private void setDiagonal(double penalty) {
        for (int i = 0; i < order; i++) {
            start(i, i).put((float) (diagonal[i] + penalty));
        }
    }

    /** Copies what is below the diagonal to above it, tile by tile, as columns of a large matrix miss the cache at every element. */
    private void mirror(int size) {
        float[] tile = new float[TILE * TILE];
        float[] line = new float[TILE];
        for (int top = 0; top < size; top += TILE) {
            int height = Math.min(TILE, size - top);
            for (int left = 0; left <= top; left += TILE) {
                int width = Math.min(TILE, size - left);
                for (int i = 0; i < height; i++) {
                    start(top + i, left).get(tile, i * TILE, width);
                }
                for (int j = 0; j < width; j++) {
                    int first = Math.max(0, left + j + 1 - top); // only from below the diagonal
                    for (int i = first; i < height; i++) {
                        line[i] = tile[i * TILE + j];
                    }
                    if (first < height) {
                        start(left + j, top + first).put(line, first, height - first);
                    }
                }
            }
        }
    }

    private FloatPointer start(int row, int column) {
        return start.position((long) row * order + column);
    }

    @Override
    public void close() {
        memory.close();
    }
}
