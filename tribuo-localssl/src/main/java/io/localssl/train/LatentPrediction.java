package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.LatentPredictiveLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.SplittableRandom;

/**
 * Latent predictive learning: a loss of a block's features alone, without matrices and without negatives.
 *
 * @param loss    the loss of the features.
 * @param pooling how maps are pooled before they meet it; global in the paper.
 * @see <a href="https://doi.org/10.1038/s41593-023-01460-y">Halvagal and Zenke 2023</a>
 */
public record LatentPrediction(LatentPredictiveLoss loss, FeaturePooling pooling) implements FeatureObjective {

    @Override
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        return Pairs.nextRow(images);
    }

    @Override
    public BlockLoss.Workspace workspace(int block, INDArray features, int channels, Arena arena) {
        INDArray slope = arena.array(features.shape());
        double[] values = new double[(int) features.length()];
        double[] gradient = new double[values.length];
        return (pairs, featureGradient) -> {
            OffHeap.readDoubles(features, values);
            double value = loss.evaluate(values, (int) features.size(1), gradient);
            OffHeap.writeDoubles(gradient, slope);
            featureGradient.addi(slope);
            return value;
        };
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        if (batchSize < 2) {
            throw new RuleException("found batches of " + batchSize + " image with contrast=lpl, expected at least 2 images, over which features vary");
        }
    }
}
