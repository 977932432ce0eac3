package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of whole ND4J matrices in c order. */
@FunctionalInterface
public interface Products {
    /** By ND4J's own operation, in float and in double. */
    Products ND4J = (a, transposeA, b, transposeB, c, add) -> Nd4j.gemm(a, b, c, transposeA, transposeB, 1, add ? 1 : 0);
    /** By {@link MatrixProduct}, in float. */
    Products NATIVE = Products::multiplyFloats;

    /**
     * Computes C = op(A) op(B), or adds it to C.
     *
     * @param a          A.
     * @param transposeA whether it is transposed.
     * @param b          B.
     * @param transposeB whether it is transposed.
     * @param c          C.
     * @param add        whether the product is added to what C holds.
     */
    void multiply(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, boolean add);

    /**
     * @param type the type of the matrices.
     * @return the fastest products of that type.
     */
    static Products of(DataType type) {
        return type == DataType.FLOAT ? NATIVE : ND4J;
    }

    private static void multiplyFloats(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, boolean add) {
        long k = a.size(transposeA ? 0 : 1);
        MatrixProduct.multiply((int) c.size(0), (int) c.size(1), (int) k, 1, operand(a, transposeA), operand(b, transposeB), add ? 1 : 0, operand(c, false));
    }

    private static MatrixProduct.Operand operand(INDArray array, boolean transposed) {
        return new MatrixProduct.Operand(new FloatPointer(array.data().addressPointer()), array.size(1), transposed);
    }
}
