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
    private final ProductGradient outerGradient;
    private final ProductGradient innerGradient;
    private final Parameter outer;
    private final Parameter inner;
    private final Workers workers;

    /**
     * Draws U and V.
     *
     * @param type      FLOAT or DOUBLE.
     * @param dimension d, the length of the block's features.
     * @param context   d_c, the length of the context.
     * @param rank      r.
     * @param workers   who computes.
     * @param random    the source of the initial values.
     */
    public LowRankProjection(DataType type, int dimension, int context, int rank, Workers workers, SplittableRandom random) {
        INDArray u = Nd4j.create(type, new long[]{dimension, rank}, 'c');
        INDArray v = Nd4j.create(type, new long[]{rank, context}, 'c');
        innerGradient = new ProductGradient(v);
        inner = new Parameter(v, innerGradient);
        inner.initialiseUniform(1 / Math.sqrt(context), random);
        outerGradient = new ProductGradient(u);
        outer = new Parameter(u, outerGradient);
        outer.initialiseUniform(1 / Math.sqrt(rank), random);
        this.workers = workers;
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
    public Workspace workspace(int rows, Arena arena) {
        Products products = Products.of(outer.value().dataType(), workers);
        INDArray code = arena.array(inner.value().size(0), rows);
        INDArray codeGradient = arena.array(code.shape());
        INDArray predicted = arena.array(outer.value().size(0), rows);
        return new Workspace() {
            @Override
            public INDArray predict(INDArray context) {
                products.multiply(inner.value(), false, context, false, code, false);
                products.multiply(outer.value(), false, code, false, predicted, false);
                return predicted;
            }

            @Override
            public void gradient(INDArray gradient, INDArray context) {
                outerGradient.set(gradient, code);
                products.multiply(outer.value(), true, gradient, false, codeGradient, false);
                innerGradient.set(codeGradient, context);
            }
        };
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
    }
}
