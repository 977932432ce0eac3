package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import io.localssl.loss.Terms;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The unified local loss of the paper: the sum over the contexts of a block of the contrast f of scores z . (B c), each context with a matrix B of its own.
 *
 * @param contrast   f.
 * @param pooling    how maps are pooled before they meet the loss.
 * @param contexts   the contexts; where there are several, their full losses are summed.
 * @param projection how B is set.
 * @param negatives  random negatives an anchor; 0 for the next row, as in all published results.
 * @param coin       whether a coin chooses the positive or the negative term of each image, see {@link Terms#coin}.
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public record Contrastive(ContrastLoss contrast, FeaturePooling pooling, List<Context> contexts, Matrices projection, int negatives, boolean coin)
        implements Objective {

    /** @throws RuleException if the settings contradict each other. */
    public Contrastive {
        contexts = List.copyOf(contexts);
        if (contexts.isEmpty()) {
            throw new RuleException("found no context, expected at least one");
        }
        if (negatives < 0) {
            throw new RuleException("found " + negatives + " negatives, expected at least 1, or next for the next row");
        }
        if (coin && !contrast.isSeparable()) {
            throw new RuleException("found coin=true with a contrast that compares positive and negative scores in one term, expected hinge, softhinge or linear: "
                    + "the coin leaves out one of two terms");
        }
    }

    /**
     * A loss with learned full matrices and the next row as negative.
     *
     * @param contrast f.
     * @param pooling  how maps are pooled.
     * @param contexts the contexts.
     */
    public Contrastive(ContrastLoss contrast, FeaturePooling pooling, List<Context> contexts) {
        this(contrast, pooling, contexts, Matrices.TRAINED, 0, false);
    }

    @Override
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        requireRows(images);
        Pairs pairs = negatives == 0 ? Pairs.nextRow(images) : Pairs.randomRows(images, negatives, random);
        return coin ? pairs.with(Terms.coin(images, random)) : pairs;
    }

    @Override
    public BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random) {
        int dimension = pooling.dimension(spec, block);
        return new PredictionLoss(contrast, contexts.stream().map(context -> {
            int[] sources = context.blocks(block, spec.depth());
            return new PredictionLoss.Term(sources, projection.draw(type, dimension, contextDimension(spec, sources), workers, random));
        }).toList(), block, projection.weightDecay(), workers);
    }

    @Override
    public long matrixSize(EncoderSpec spec, int block) {
        int dimension = pooling.dimension(spec, block);
        return contexts.stream().mapToLong(context -> projection.size(dimension, contextDimension(spec, context.blocks(block, spec.depth())))).sum();
    }

    @Override
    public boolean hasOwnContexts(int depth) {
        return IntStream.range(0, depth).allMatch(block -> contexts.stream().allMatch(context -> Arrays.equals(context.blocks(block, depth), new int[]{block})));
    }

    @Override
    public boolean learnsMatrices() {
        return projection.learns();
    }

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        for (int block : credit.lossBlocks(spec.depth())) {
            for (Context context : contexts) {
                int[] sources = context.blocks(block, spec.depth());
                projection.requireFits(block, pooling.dimension(spec, block), contextDimension(spec, sources));
            }
        }
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        requireRows(batchSize);
        for (int block : credit.lossBlocks(depth)) {
            contexts.forEach(context -> context.blocks(block, depth));
        }
    }

    private void requireRows(int images) {
        if (negatives > 2 * images) {
            throw new RuleException("found " + negatives + " negatives, expected at most the " + 2 * images + " rows of a batch of " + images
                    + " images; ask for fewer or take larger batches");
        }
    }

    private int contextDimension(EncoderSpec spec, int[] sources) {
        return Arrays.stream(sources).map(source -> pooling.dimension(spec, source)).sum();
    }
}
