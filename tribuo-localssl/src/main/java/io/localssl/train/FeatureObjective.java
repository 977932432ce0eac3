package io.localssl.train;

import io.localssl.nn.Arena;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.SplittableRandom;

/** An objective that is a function of the features of a block and of nothing else: it has no matrices, and features of any length can have it. */
public sealed interface FeatureObjective extends Objective permits LatentPrediction, Goodness {

    /**
     * What computes the loss of a block.
     *
     * @param block    the block, from 0.
     * @param features f, shape (2B, d); in a row channel by channel.
     * @param channels the channels of the block.
     * @param arena    where it computes.
     * @return the workspace, which is good until the arena restarts.
     */
    BlockLoss.Workspace workspace(int block, INDArray features, int channels, Arena arena);

    @Override
    default BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random) {
        return new FeatureLoss(this, block, spec.blocks().get(block).outChannels());
    }

    @Override
    default long matrixSize(EncoderSpec spec, int block) {
        return 0;
    }

    @Override
    default boolean hasOwnContexts(int depth) {
        return true;
    }

    @Override
    default boolean learnsMatrices() {
        return false;
    }

    @Override
    default void requireFits(EncoderSpec spec, Credit credit) {
        // features of any length will do
    }
}
