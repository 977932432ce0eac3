package io.localssl.train;

import io.localssl.nn.Arena;
import io.localssl.nn.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The loss of a block that is a function of its features alone. It holds nothing.
 *
 * @param objective what is evaluated.
 * @param block     the block, from 0.
 * @param channels  its channels.
 */
record FeatureLoss(FeatureObjective objective, int block, int channels) implements BlockLoss {

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<INDArray> values() {
        return List.of();
    }

    @Override
    public OptionalDouble weightDecay() {
        return OptionalDouble.empty();
    }

    @Override
    public Workspace workspace(List<INDArray> features, Arena arena) {
        return objective.workspace(block, features.get(block), channels, arena);
    }

    @Override
    public void close() {
        // nothing to free
    }
}
