package io.localssl.nn;

import io.localssl.nn.MatrixProduct.Operand;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products in float by {@link MatrixProduct}, shared out in panels along the longer side of C: a quarter of its rows or columns, at least 32 and at most
 * 128, by one worker. They are split by the shape of C alone, so the result does not depend on the number of workers.
 */
final class PanelProducts implements Products {
    private static final int LONGEST = 128;
    private static final int SHORTEST = 32; // shorter ones leave the product's own blocks half empty

    private final Workers workers;

    PanelProducts(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void multiply(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, boolean add) {
        int rows = (int) c.size(0);
        int columns = (int) c.size(1);
        int k = (int) a.size(transposeA ? 0 : 1);
        int beta = add ? 1 : 0;
        Operand left = operand(a, transposeA);
        Operand right = operand(b, transposeB);
        Operand product = operand(c, false);
        int length = Math.min(LONGEST, Math.max(SHORTEST, Math.max(rows, columns) / 4));
        if (rows >= columns) {
            workers.share(rows, length, (worker, from, to) ->
                    MatrixProduct.multiply(to - from, columns, k, 1, left.from(from, 0), right, beta, product.from(from, 0)));
        } else {
            workers.share(columns, length, (worker, from, to) ->
                    MatrixProduct.multiply(rows, to - from, k, 1, left, right.from(0, from), beta, product.from(0, from)));
        }
    }

    private static Operand operand(INDArray array, boolean transposed) {
        return new Operand(new FloatPointer(array.data().addressPointer()), array.size(1), transposed);
    }
}
