package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.Workers;
import io.localssl.onnx.PatchGrid;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The loss of CLAPP: patches of an image predict others below them. With the features f_(i, y, x) of a block for the patch in row y and column x of image i, and a matrix
 * W_k for each step k = 1..K,
 * <pre>
 * u+ = f_(i, y+k+1, x) . (W_k f_(i, y, x))        u- = f_(j, y+k+1, x) . (W_k f_(i, y, x)),   j another image
 * L  = mean_k mean_(i, y, x) [ max(0, 1 - u+) + max(0, 1 + u-) ]
 * </pre>
 * or another contrast of the scores. All patches that have one so far below them count; patches of neighbouring rows overlap and are not compared. Both views of an image
 * count as images, j is the next of them (random ones with {@code negatives}), at all positions the same, as in the published code. A coin chooses the positive or the
 * negative term of an image, at all positions and in all steps, for both its views and all blocks.
 * <p>
 * The predicting side is a constant, as in {@link Contrastive}. The paper has two such losses, summed: its update has a term of the later activity, driven by the
 * prediction from the earlier one, and a term of the earlier activity, driven by a retrodiction from the later one with a matrix of its own, so that no matrix is needed
 * in both directions. With retrodiction L has for each k a second contrast, of
 * <pre>
 * v+ = f_(i, y, x) . (R_k f_(i, y+k+1, x))        v- = f_(i, y, x) . (R_k f_(j, y+k+1, x))
 * </pre>
 * The published code averages the terms that coins chose over those images that have them, here they are averaged over all images: expected loss and gradient are half
 * of that.
 *
 * @param comparison   contrast, pooling (global in the paper), matrices, negatives and coin; its context is the block itself.
 * @param steps        K, 5 in the paper.
 * @param retrodiction whether upper patches are predicted from lower ones, too.
 * @see <a href="https://arxiv.org/abs/2010.08262">Illing, Ventura, Bellec and Gerstner 2021</a>
 * @see <a href="https://github.com/EPFL-LCN/pub-illing2021-neurips">its code, vision/CLAPPVision/vision/models</a>
 */
public record PatchPrediction(Contrastive comparison, int steps, boolean retrodiction) implements Objective {

    /** @throws RuleException if the settings contradict each other. */
    public PatchPrediction {
        if (steps < 1) {
            throw new RuleException("found prediction-steps=" + steps + ", expected at least 1");
        }
        if (!comparison.contexts().equals(List.of(Context.OWN))) {
            throw new RuleException("found prediction-steps with a context other than the block itself, expected context=own: patches predict each other");
        }
    }

    @Override
    public FeaturePooling pooling() {
        return comparison.pooling();
    }

    @Override
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        return comparison.pairs(images, shape, random).ofOwnViews();
    }

    @Override
    public BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random) {
        int dimension = pooling().dimension(spec, block);
        PatchGrid grid = requirePatches(spec);
        List<PatchStep> parts = new ArrayList<>();
        for (int k = 1; k <= steps; k++) {
            for (boolean backward : retrodiction ? new boolean[]{false, true} : new boolean[]{false}) {
                parts.add(PatchStep.of(grid, spec.image(), k, backward, comparison.projection().draw(type, dimension, dimension, workers, random)));
            }
        }
        return new PatchPredictionLoss(comparison.contrast(), parts, 1.0 / steps, spec.patchCount(), block, comparison.projection().weightDecay(), workers);
    }

    @Override
    public long matrixSize(EncoderSpec spec, int block) {
        return (retrodiction ? 2L : 1L) * steps * comparison.matrixSize(spec, block);
    }

    /**
     * How many predictions are made in an image: each step and direction has a matrix, which predicts a patch from each patch that has one so far from it.
     *
     * @param spec the encoder.
     * @return the sum over the matrices of a block.
     * @throws RuleException if the net has no patches.
     */
    public long predictions(EncoderSpec spec) {
        PatchGrid grid = requirePatches(spec);
        return (retrodiction ? 2L : 1L) * IntStream.rangeClosed(1, steps).mapToLong(k -> PatchStep.length(grid, spec.image(), k)).sum();
    }

    @Override
    public boolean hasOwnContexts(int depth) {
        return true;
    }

    @Override
    public boolean learnsMatrices() {
        return comparison.learnsMatrices();
    }

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        PatchGrid grid = requirePatches(spec);
        int rows = grid.along(spec.image().height());
        if (rows < steps + 2) {
            String images = rows + " rows of patches, patches=" + grid + " of images of " + spec.image();
            throw new RuleException(rows < 3
                    ? "found " + images + ", expected at least 3: the patch 2 rows below is the first that is predicted; use smaller patches or strides"
                    : "found prediction-steps=" + steps + " with " + images + ", expected at most " + (rows - 2) + "; add prediction-steps=" + (rows - 2)
                    + " to the rule, or use smaller patches or strides");
        }
        comparison.requireFits(spec, credit);
    }

    private static PatchGrid requirePatches(EncoderSpec spec) {
        PatchGrid grid = spec.patches();
        if (grid == null) {
            throw new RuleException("found a net without patches with prediction-steps, expected patches that predict each other, such as in the net vgg6s:patches=16/8");
        }
        return grid;
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        comparison.requireFits(batchSize, depth, credit);
    }
}
