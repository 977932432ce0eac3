package io.localssl.nn;

import io.localssl.onnx.InputNormalisation;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Normalisation of maps by ND4J operations: over a group, a channel of the batch or a row, x^ = (x - m) s with s = 1 / sqrt(v + epsilon), or x^ = x s; and the way back
 * <pre>
 * dL/dx = s (g - mean(g) - x^ mean(g x^)),   g = dL/dx^,  without mean(g) where nothing was subtracted
 * </pre>
 */
final class Nd4jNormalisation implements AutoCloseable {
    private final boolean centred;
    private final int along;
    private final int[] over;
    private final INDArray input;
    private final INDArray output;
    private final INDArray product;
    private final @Nullable RunningStatistics statistics;
    private @Nullable INDArray scale;

    /**
     * @param kind       not NONE.
     * @param input      x, shape (rows, channels, height, width).
     * @param statistics what runs along with BATCH.
     */
    Nd4jNormalisation(InputNormalisation kind, INDArray input, @Nullable RunningStatistics statistics) {
        this.statistics = statistics;
        this.input = input;
        centred = kind != InputNormalisation.RMS;
        along = kind == InputNormalisation.BATCH ? 1 : 0;
        over = kind == InputNormalisation.BATCH ? new int[]{0, 2, 3} : new int[]{1, 2, 3};
        output = Nd4j.create(input.dataType(), input.shape(), 'c');
        product = Nd4j.create(input.dataType(), input.shape(), 'c');
    }

    /** @return x^. */
    INDArray output() {
        return output;
    }

    void forward() {
        output.assign(input);
        INDArray mean = input.mean(over);
        if (centred) {
            Nd4j.exec(new BroadcastSubOp(output, mean, output, along));
        }
        INDArray variance = output.mul(output, product).mean(over);
        scale = Transforms.sqrt(variance.add(InputNormalisation.EPSILON)).rdivi(1);
        Nd4j.exec(new BroadcastMulOp(output, scale, output, along));
        if (statistics != null) {
            statistics.observe(mean.toDoubleVector(), variance.toDoubleVector(), input.length() / input.size(1));
        }
    }

    /**
     * @param gradient dL/dx^, overwritten.
     * @param into     receives dL/dx; may be the same.
     */
    void backward(INDArray gradient, INDArray into) {
        INDArray along = gradient.mul(output, product).mean(over);
        Nd4j.exec(new BroadcastMulOp(output, along, product, this.along));
        if (centred) {
            Nd4j.exec(new BroadcastSubOp(gradient, gradient.mean(over), gradient, this.along));
        }
        gradient.subi(product);
        Nd4j.exec(new BroadcastMulOp(gradient, scale, into, this.along));
    }

    @Override
    public void close() {
        output.close();
        product.close();
    }
}
