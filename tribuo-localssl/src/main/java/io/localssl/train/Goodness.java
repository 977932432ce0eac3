package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.GoodnessLoss;
import io.localssl.loss.Mixture;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.onnx.InputNormalisation;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Goodness: a block answers real images with much activity and images that are made of two with little. View 1 of each image is a positive, and a negative is made of two
 * images. The goodness of a row is the mean of f^2 over all its features f, or at each position p of its map that over the channels,
 * <pre>
 * g_i = mean_(c, p) f_icp^2     or     g_ip = mean_c f_icp^2,      dL/df_icp = 2 f_icp / N dL/dg,   N the features it is the mean of
 * </pre>
 * Where the features are what leaves the convolution, before activation and pool, f is their positive part: relu(W * x + b), also in a block that passes the triangle on.
 * <p>
 * Goodness is the length of what the next block reads. That block must read it normalised, or it has nothing to learn but that length.
 * <p>
 * Negatives of Forward-Forward are hybrids of the second views of two images, made once, from pixels. Those of SCFF are pairs: means of two positives, made of what a
 * block reads, after it was normalised, and so shorter than either. Its code has them at blocks 1 and 3 of its net for CIFAR-10; block 2 reads what block 1 made of them.
 *
 * @param losses         the loss of the goodness of each block, from the pixels up, at least one; the last counts for all blocks above.
 * @param paired         the blocks, from 0, that read pairs; none for hybrids of images.
 * @param atEachPosition whether each position of the map has a goodness of its own, as in SCFF, or the row has one, as in Forward-Forward.
 * @param pooling        how maps are pooled before they meet it.
 * @see <a href="https://arxiv.org/abs/2212.13345">Hinton 2022, the Forward-Forward algorithm</a>
 * @see <a href="https://doi.org/10.1038/s41467-025-61037-0">Chen et al. 2025, the Self-Contrastive Forward-Forward algorithm (SCFF)</a>
 */
public record Goodness(List<GoodnessLoss> losses, Set<Integer> paired, boolean atEachPosition, FeaturePooling pooling) implements FeatureObjective {

    /** @throws IllegalArgumentException if there is no loss. */
    public Goodness {
        losses = List.copyOf(losses);
        paired = Set.copyOf(paired);
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("found no loss, expected one for each block, or one for all");
        }
    }

    /**
     * The loss of a block.
     *
     * @param block the block, from 0.
     * @return the loss of its goodness.
     */
    public GoodnessLoss loss(int block) {
        return losses.get(Math.min(block, losses.size() - 1));
    }

    @Override
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        return mixesImages() ? Pairs.nextRow(images).with(Mixture.hybrids(images, shape.height(), shape.width(), random)) : Pairs.nextRow(images);
    }

    @Override
    public boolean mixesImages() {
        return paired.isEmpty();
    }

    /** The goodness of maps, as only those send gradients down, with pairs of images alone. */
    @Override
    public Goodness backPropagated() {
        return new Goodness(losses, paired.isEmpty() ? paired : Set.of(0), atEachPosition, pooling == FeaturePooling.CONVOLVED ? FeaturePooling.NONE : pooling);
    }

    @Override
    public BlockLoss.Workspace workspace(int block, INDArray features, int channels, Arena arena) {
        INDArray row = arena.array(features.size(1));
        return (pairs, featureGradient) -> evaluate(loss(block), features, channels, featureGradient, row);
    }

    private double evaluate(GoodnessLoss loss, INDArray features, int channels, INDArray featureGradient, INDArray row) {
        int rows = (int) features.size(0);
        int width = (int) features.size(1);
        int positions = atEachPosition ? width / channels : 1;
        double[] values = new double[width]; // a row at a time: features without pooling are as large as the map
        double[] goodness = new double[rows * positions];
        for (int i = 0; i < rows; i++) {
            readRectified(features.getRow(i), row, values);
            for (int from = 0; from < width; from += positions) {
                for (int p = 0; p < positions; p++) {
                    goodness[i * positions + p] += values[from + p] * values[from + p] * positions / width;
                }
            }
        }
        double[] slope = new double[goodness.length];
        double value = loss.evaluate(goodness, positions, slope);
        for (int i = 0; i < rows; i++) {
            readRectified(features.getRow(i), row, values);
            for (int from = 0; from < width; from += positions) {
                for (int p = 0; p < positions; p++) {
                    values[from + p] *= 2.0 * positions / width * slope[i * positions + p];
                }
            }
            OffHeap.writeDoubles(values, row);
            featureGradient.getRow(i).addi(row);
        }
        return value;
    }

    private static void readRectified(INDArray from, INDArray row, double[] values) {
        OffHeap.readDoubles(row.assign(from), values);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, values[i]);
        }
    }

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        requireNormalisedInputs(spec, credit);
        if (credit.flow().crossesBlocks() && paired.stream().anyMatch(block -> block > 0)) {
            throw new RuleException("found paired blocks above the first with gradients that cross blocks, expected paired=1: what is read as pairs sends no gradient down");
        }
    }

    /**
     * Checks that no block reads the goodness of the block below: one whose lower neighbour has a loss, too, must divide the length out of each image that it reads. A
     * normalisation over the batch does not.
     */
    private static void requireNormalisedInputs(EncoderSpec spec, Credit credit) {
        int[] losses = credit.lossBlocks(spec.depth());
        for (int block : losses) {
            if (block > 0 && Arrays.stream(losses).anyMatch(below -> below == block - 1)) {
                InputNormalisation found = spec.blocks().get(block).normalisation();
                if (found != InputNormalisation.LAYER && found != InputNormalisation.RMS) {
                    throw new RuleException("found block " + (block + 1) + " with normalisation=" + found + " above a block with contrast=goodness, expected layer or rms: it would read "
                            + "the goodness of the block below; write for example " + spec.net().replaceFirst(":.*", "") + ":normalisation=rms");
                }
            }
        }
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        if (batchSize < 2) {
            throw new RuleException("found batches of " + batchSize + " image with contrast=goodness, expected at least 2 images, of which negatives are made");
        }
    }
}
