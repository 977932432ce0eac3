package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.SplittableRandom;

/**
 * B = U V of rank r, U d x r and V r x d_c, both learned, drawn as two linear layers: U(-b, b) with b = 1 / sqrt(r) and 1 / sqrt(d_c). With G = dL/dP and
 * the code q = c V^T
 * <pre>
 * P = q U^T        dL/dU = G^T q        dL/dV = (G U)^T c
 * </pre>
 * It takes r (d + d_c) numbers instead of d d_c.
 */
public final class LowRankProjection implements Projection {
    private final Parameter outer;
    private final Parameter inner;

    /**
     * Draws U and V.
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param rank      r.
     * @param random    the source of the initial values.
     */
    public LowRankProjection(DataType type, int dimension, int context, int rank, SplittableRandom random) {
        inner = new Parameter(type, rank, context);
        inner.initialiseUniform(1 / Math.sqrt(context), random);
        outer = new Parameter(type, dimension, rank);
        outer.initialiseUniform(1 / Math.sqrt(rank), random);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(outer, inner);
    }

    @Override
    public List<INDArray> values() {
        return List.of(outer.value(), inner.value());
    }

    @Override
    public Workspace workspace(int rows) {
        DataType type = outer.value().dataType();
        Products products = Products.of(type);
        INDArray code = Nd4j.create(type, new long[]{rows, inner.value().size(0)}, 'c');
        INDArray codeGradient = Nd4j.create(type, code.shape(), 'c');
        INDArray predicted = Nd4j.create(type, new long[]{rows, outer.value().size(0)}, 'c');
        return new Workspace() {
            @Override
            public INDArray predict(INDArray context) {
                products.multiply(context, false, inner.value(), true, code, false);
                products.multiply(code, false, outer.value(), true, predicted, false);
                return predicted;
            }

            @Override
            public void gradient(INDArray gradient, INDArray context) {
                products.multiply(gradient, true, code, false, outer.gradient(), false);
                products.multiply(gradient, false, outer.value(), false, codeGradient, false);
                products.multiply(codeGradient, true, context, false, inner.gradient(), false);
            }

            @Override
            public void close() {
                code.close();
                codeGradient.close();
                predicted.close();
            }
        };
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
    }
}
