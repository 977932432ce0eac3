package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.GoodnessLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.onnx.InputNormalisation;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Goodness: a block answers real images with much activity and images that are made of two with little. View 1 of each image is a positive, of view 2 a negative is
 * made before the encoder sees it. The goodness of a row is the mean of f^2 over all its features f, or at each position p of its map that over the channels,
 * <pre>
 * g_i = mean_(c, p) f_icp^2     or     g_ip = mean_c f_icp^2,      dL/df_icp = 2 f_icp / N dL/dg,   N the features it is the mean of
 * </pre>
 * Without pooling f is the whole map h, as the papers have it, after the block's max-pool where it has one: the code of SCFF takes it before.
 * <p>
 * Goodness is the length of what the next block reads. That block must read it normalised, or it has nothing to learn but that length.
 * <p>
 * Negatives are made once, from pixels, and go through all blocks. The code of SCFF for CIFAR-10 makes them anew from what each layer reads.
 *
 * @param loss           the loss of the goodness.
 * @param negatives      how negatives are made.
 * @param atEachPosition whether each position of the map has a goodness of its own, as in SCFF, or the row has one, as in Forward-Forward.
 * @param pooling        how maps are pooled before they meet it.
 * @see <a href="https://arxiv.org/abs/2212.13345">Hinton 2022, the Forward-Forward algorithm</a>
 * @see <a href="https://doi.org/10.1038/s41467-025-61037-0">Chen et al. 2025, the Self-Contrastive Forward-Forward algorithm (SCFF)</a>
 */
public record Goodness(GoodnessLoss loss, NegativeImages negatives, boolean atEachPosition, FeaturePooling pooling) implements FeatureObjective {

    @Override
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        return Pairs.nextRow(images).with(negatives.mixture(images, shape, random));
    }

    @Override
    public boolean mixesImages() {
        return true;
    }

    @Override
    public BlockLoss.Workspace workspace(INDArray features, int channels, Arena arena) {
        INDArray row = arena.array(features.size(1));
        return (pairs, featureGradient) -> evaluate(features, channels, featureGradient, row);
    }

    private double evaluate(INDArray features, int channels, INDArray featureGradient, INDArray row) {
        int rows = (int) features.size(0);
        int width = (int) features.size(1);
        int positions = atEachPosition ? width / channels : 1;
        double[] values = new double[width]; // a row at a time: features without pooling are as large as the map
        double[] goodness = new double[rows * positions];
        for (int i = 0; i < rows; i++) {
            OffHeap.readDoubles(row.assign(features.getRow(i)), values);
            for (int from = 0; from < width; from += positions) {
                for (int p = 0; p < positions; p++) {
                    goodness[i * positions + p] += values[from + p] * values[from + p] * positions / width;
                }
            }
        }
        double[] slope = new double[goodness.length];
        double value = loss.evaluate(goodness, positions, slope);
        for (int i = 0; i < rows; i++) {
            OffHeap.readDoubles(row.assign(features.getRow(i)), values);
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

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        requireNormalisedInputs(spec, credit);
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
