package io.localssl.train;

import io.localssl.nn.Parameter;
import io.localssl.nn.Projection;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.OptionalDouble;

/** The loss of a block with matrices. It owns them. */
abstract class MatrixLoss implements BlockLoss {
    private final List<Projection> matrices;
    private final OptionalDouble weightDecay;

    /**
     * @param matrices    the matrices, owned by this loss from now on.
     * @param weightDecay their decay; empty for that of the encoder.
     */
    MatrixLoss(List<Projection> matrices, OptionalDouble weightDecay) {
        this.matrices = matrices;
        this.weightDecay = weightDecay;
    }

    @Override
    public final List<Parameter> parameters() {
        return matrices.stream().flatMap(matrix -> matrix.parameters().stream()).toList();
    }

    @Override
    public final List<INDArray> values() {
        return matrices.stream().flatMap(matrix -> matrix.values().stream()).toList();
    }

    @Override
    public final OptionalDouble weightDecay() {
        return weightDecay;
    }

    @Override
    public final void close() {
        matrices.forEach(Projection::close);
    }
}
