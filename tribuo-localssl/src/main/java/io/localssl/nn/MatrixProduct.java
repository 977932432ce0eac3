package io.localssl.nn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

import java.util.Optional;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

/**
 * C = alpha op(A) op(B) + beta C in single precision, rows one after the other, on memory off the heap.
 * <p>
 * oneDNN computes it where it loads, as it goes by what the processor can do. OpenBLAS goes by the processor's model number, and the version that ND4J
 * brings along takes what is newer than itself for a Pentium 4: a fifth of the speed was measured
 * (<a href="https://github.com/OpenMathLib/OpenBLAS/issues/4267">OpenBLAS issue 4267</a>).
 */
public final class MatrixProduct {
    private static final Optional<LinkageError> ONEDNN_FAILURE = load();

    private MatrixProduct() {
    }

    /**
     * A matrix or a part of one.
     *
     * @param start      where it starts.
     * @param stride     the distance of two rows.
     * @param transposed whether it is to be transposed.
     */
    public record Operand(FloatPointer start, long stride, boolean transposed) {
        /**
         * A matrix as it is.
         *
         * @param start  where it starts.
         * @param stride the distance of two rows.
         * @return the operand.
         */
        public static Operand of(FloatPointer start, long stride) {
            return new Operand(start, stride, false);
        }

        /** @return the transposed matrix on the same memory. */
        public Operand transpose() {
            return new Operand(start, stride, !transposed);
        }

        /**
         * A part of it.
         *
         * @param row    the first row, of what it is after transposition.
         * @param column the first column.
         * @return the operand from there on, on the same memory.
         */
        public Operand from(long row, long column) {
            long places = transposed ? column * stride + row : row * stride + column;
            return new Operand(new FloatPointer(start).position(start.position() + places), stride, transposed);
        }
    }

    /**
     * Computes C.
     *
     * @param m     rows of op(A) and C.
     * @param n     columns of op(B) and C.
     * @param k     columns of op(A) and rows of op(B).
     * @param alpha the factor of the product.
     * @param a     A.
     * @param b     B.
     * @param beta  the factor of C as it was.
     * @param c     C, not transposed.
     */
    public static void multiply(int m, int n, int k, float alpha, Operand a, Operand b, float beta, Operand c) {
        if (ONEDNN_FAILURE.isEmpty()) {
            byOneDnn(m, n, k, alpha, a, b, beta, c);
        } else {
            byOpenBlas(m, n, k, alpha, a, b, beta, c);
        }
    }

    static void byOneDnn(int m, int n, int k, float alpha, Operand a, Operand b, float beta, Operand c) {
        int status = dnnl.dnnl_sgemm(letter(a), letter(b), m, n, k, alpha, a.start, a.stride, b.start, b.stride, beta, c.start, c.stride);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN refused a product of " + m + "x" + k + " and " + k + "x" + n + ": status " + status);
        }
    }

    static void byOpenBlas(int m, int n, int k, float alpha, Operand a, Operand b, float beta, Operand c) {
        cblas_sgemm(CblasRowMajor, code(a), code(b), m, n, k, alpha, a.start, (int) a.stride, b.start, (int) b.stride, beta, c.start, (int) c.stride);
    }

    private static byte letter(Operand operand) {
        return (byte) (operand.transposed ? 'T' : 'N');
    }

    private static int code(Operand operand) {
        return operand.transposed ? CblasTrans : CblasNoTrans;
    }

    /** @return the name of the library that computes: {@code onednn} or {@code openblas}. */
    public static String library() {
        return ONEDNN_FAILURE.isEmpty() ? "onednn" : "openblas";
    }

    /** @return why oneDNN does not load; empty where it does. */
    public static Optional<LinkageError> failure() {
        return ONEDNN_FAILURE;
    }

    private static Optional<LinkageError> load() {
        try {
            Loader.load(dnnl.class);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(e);
        }
    }
}
