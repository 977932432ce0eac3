package io.localssl.train;

import io.localssl.loss.LatentPredictiveLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Parameter;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Latent predictive learning: a loss of a block's features alone, without matrices and without negatives.
 *
 * @param loss    the loss of the features.
 * @param pooling how maps are pooled before they meet it; global in the paper.
 * @see <a href="https://doi.org/10.1038/s41593-023-01460-y">Halvagal and Zenke 2023</a>
 */
public record LatentPrediction(LatentPredictiveLoss loss, FeaturePooling pooling) implements Objective {

    @Override
    public Pairs pairs(int images, SplittableRandom random) {
        return Pairs.nextRow(images);
    }

    @Override
    public BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random) {
        return new FeatureLoss(block);
    }

    @Override
    public long matrixSize(EncoderSpec spec, int block) {
        return 0;
    }

    @Override
    public boolean hasOwnContexts(int depth) {
        return true;
    }

    @Override
    public boolean learnsMatrices() {
        return false;
    }

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        // features of any length have variances
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        if (batchSize < 2) {
            throw new RuleException("found batches of " + batchSize + " image with contrast=lpl, expected at least 2 images, over which features vary");
        }
    }

    private final class FeatureLoss implements BlockLoss {
        private final int block;

        FeatureLoss(int block) {
            this.block = block;
        }

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
            return (pairs, featureGradient) -> {
                INDArray f = features.get(block);
                double[] values = new double[(int) f.length()];
                double[] gradient = new double[values.length];
                OffHeap.readDoubles(f, values);
                double value = loss.evaluate(values, (int) f.size(1), gradient);
                INDArray slope = arena.array(f.shape());
                OffHeap.writeDoubles(gradient, slope);
                featureGradient.addi(slope);
                return value;
            };
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
