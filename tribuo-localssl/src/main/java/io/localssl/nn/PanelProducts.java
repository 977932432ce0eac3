package io.localssl.nn;

import io.localssl.nn.MatrixProduct.Operand;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products in float by {@link MatrixProduct}, shared out in panels along the longer side of C: 128 of its rows or columns by one worker. They are split by the
 * shape of C alone, so the result does not depend on the number of workers.
 */
final class PanelProducts implements Products {
    private static final int PANEL = 128;

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
        if (rows >= columns) {
            workers.share(panels(rows), (worker, panel) -> {
                int from = panel * PANEL;
                MatrixProduct.multiply(Math.min(PANEL, rows - from), columns, k, 1, left.from(from, 0), right, beta, product.from(from, 0));
            });
        } else {
            workers.share(panels(columns), (worker, panel) -> {
                int from = panel * PANEL;
                MatrixProduct.multiply(rows, Math.min(PANEL, columns - from), k, 1, left, right.from(0, from), beta, product.from(0, from));
            });
        }
    }

    private static int panels(int length) {
        return (length + PANEL - 1) / PANEL;
    }

    private static Operand operand(INDArray array, boolean transposed) {
        return new Operand(new FloatPointer(array.data().addressPointer()), array.size(1), transposed);
    }
}
