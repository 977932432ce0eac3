package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of whole ND4J matrices in c order. */
@FunctionalInterface
public interface Products {
    /** By ND4J's own operation, in float and in double. */
    Products ND4J = (a, transposeA, b, transposeB, c, add) -> Nd4j.gemm(a, b, c, transposeA, transposeB, 1, add ? 1 : 0);

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
     * @param type    the type of the matrices.
     * @param workers who computes.
     * @return the fastest products of that type. Those of type FLOAT do not depend on the number of workers.
     */
    static Products of(DataType type, Workers workers) {
        return type == DataType.FLOAT ? new PanelProducts(workers) : ND4J;
    }
}
