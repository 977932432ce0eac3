package io.localssl.eval;

import io.localssl.nn.MatrixProduct.Operand;
import io.localssl.nn.Workers;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static io.localssl.nn.MatrixProduct.multiply;
import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.LAPACKE_spotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_spotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_ssyrk;
import static org.bytedeco.openblas.global.openblas.cblas_strsm;

/**
 * A symmetric matrix G of single precision off the heap, and the Cholesky factor of (G + penalty I) in the same memory:
 * G lies below the diagonal, its diagonal on the heap, and the factor, which is made as often as there are penalties to try, on and above the diagonal.
 * <p>
 * Products are shared out by the sizes alone, each computed by one worker: results do not depend on the number of workers, and no other threads of libraries are
 * needed, which would wait for each other.
 */
final class Gram implements AutoCloseable {
    private static final int TILE = 128;
    private static final int BLOCK = 256;
    private static final int PANEL = 512;

    private final Workers workers;
    private final int order;
    private final INDArray memory;
    private final FloatPointer start;
    private final float[] diagonal;
    private int factored = 0;

    /**
     * Zeros.
     *
     * @param workers compute; owned by somebody else.
     */
    Gram(int order, Workers workers) {
        this.workers = workers;
        this.order = order;
        this.memory = Nd4j.create(DataType.FLOAT, new long[]{order, order}, 'c');
        this.start = new FloatPointer(memory.data().addressPointer());
        this.diagonal = new float[order];
    }

    /**
     * G = G + A A^T, panel by panel: only what lies left of each panel's end is computed.
     *
     * @param a     op(A), with as many rows as G.
     * @param inner its columns.
     */
    void add(Operand a, int inner) {
        setDiagonal(0);
        int last = (order - 1) / PANEL * PANEL;
        workers.share(order, PANEL, (worker, from, to) -> {
            int top = last - from; // the longest first
            int height = Math.min(PANEL, order - top);
            multiply(height, top + height, inner, 1, a.from(top, 0), a.transpose(), 1, part(top, 0));
        });
        for (int i = 0; i < order; i++) {
            diagonal[i] = at(i, i).get();
        }
    }

    /**
     * Factors the leading square of G + penalty I into U^T U, U upper triangular: block row by block row, so that nearly all of it is matrix products
     * (Golub and Van Loan, "Matrix Computations", section 4.2).
     *
     * @param size its rows and columns.
     * @return whether it could be: in single precision a penalty that is too small for G leaves it without a factor.
     */
    boolean factor(int size, double penalty) {
        mirror(size);
        setDiagonal(penalty);
        factored = size;
        for (int top = 0; top < size; top += BLOCK) {
            int height = Math.min(BLOCK, size - top);
            // what is the upper triangle by rows is the lower one by columns, which LAPACK takes as it is
            if (LAPACKE_spotrf(LAPACK_COL_MAJOR, (byte) 'L', height, at(top, top), order) != 0) {
                return false;
            }
            int rest = top + height;
            if (rest < size) {
                divide(top, height, size);
                subtract(top, height, size);
            }
        }
        return true;
    }

    /** Finishes a block row right of its diagonal block, which is finished. */
    private void divide(int top, int height, int size) {
        int rest = top + height;
        workers.share(size - rest, PANEL, (worker, from, to) ->
                cblas_strsm(CblasRowMajor, CblasLeft, CblasUpper, CblasTrans, CblasNonUnit, height, to - from, 1, at(top, top), order, at(top, rest + from), order));
    }

    /** Takes the products of a finished block row from all that lies below it, on and right of the diagonal; left of it is G. */
    private void subtract(int top, int height, int size) {
        int rest = top + height;
        workers.share(size - rest, BLOCK, (worker, from, to) -> {
            int row = rest + from;
            int rows = to - from;
            int right = rest + to;
            cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, rows, height, -1, at(top, row), order, 1, at(row, row), order);
            if (right < size) {
                multiply(rows, size - right, height, -1, part(top, row).transpose(), part(top, right), 1, part(row, right));
            }
        });
    }

    /** Solves (G + penalty I) x = b for each row b of [k, size], with the factor made last, in place. */
    void solve(float[] rows) {
        try (FloatPointer b = new FloatPointer(rows)) {
            LAPACKE_spotrs(LAPACK_COL_MAJOR, (byte) 'L', factored, rows.length / factored, at(0, 0), order, b, factored);
            b.get(rows);
        }
    }

    private void setDiagonal(double penalty) {
        for (int i = 0; i < order; i++) {
            at(i, i).put((float) (diagonal[i] + penalty));
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
                    at(top + i, left).get(tile, i * TILE, width);
                }
                for (int j = 0; j < width; j++) {
                    int first = Math.max(0, left + j + 1 - top); // only from below the diagonal
                    for (int i = first; i < height; i++) {
                        line[i] = tile[i * TILE + j];
                    }
                    if (first < height) {
                        at(left + j, top + first).put(line, first, height - first);
                    }
                }
            }
        }
    }

    private Operand part(int row, int column) {
        return Operand.of(at(row, column), order);
    }

    private FloatPointer at(int row, int column) {
        return new FloatPointer(start).position((long) row * order + column);
    }

    @Override
    public void close() {
        memory.close();
    }
}
