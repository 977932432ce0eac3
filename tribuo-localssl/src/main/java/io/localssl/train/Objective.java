package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.Set;
import java.util.SplittableRandom;

/** The objective axis: what a block minimises, {@link Contrastive}, {@link PatchPrediction}, {@link InfoNce}, {@link LatentPrediction} or {@link Goodness}. */
public sealed interface Objective permits Contrastive, PatchPrediction, InfoNce, FeatureObjective {

    /** @return how maps are pooled before they meet the loss. */
    FeaturePooling pooling();

    /**
     * Draws which rows of a batch are compared, and how images are mixed before.
     *
     * @param images B.
     * @param shape  the shape of the images.
     * @param random the source of what is random in it.
     * @return the pairs of all blocks in this step.
     */
    Pairs pairs(int images, ImageShape shape, SplittableRandom random);

    /** @return whether {@link #pairs} mixes images, so that the encoder reads others than the views. */
    default boolean mixesImages() {
        return false;
    }

    /** @return the blocks, from 0, that read pairs: the second half of their rows is made of the first, see {@link StackSettings#paired}. */
    default Set<Integer> paired() {
        return Set.of();
    }

    /** @return this objective as the loss of the top block whose gradient goes back through all blocks; the same where it can be that. */
    default Objective backPropagated() {
        return this;
    }

    /**
     * Makes the loss of a block.
     *
     * @param type    FLOAT or DOUBLE.
     * @param spec    the encoder.
     * @param block   the block, from 0.
     * @param workers who computes.
     * @param random  the source of its initial parameters.
     * @return the loss; the caller closes it.
     * @throws RuleException if the objective does not fit the encoder.
     */
    BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random);

    /**
     * The number of values in the matrices of a block's loss.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return how many {@link BlockLoss#values} will have.
     */
    long matrixSize(EncoderSpec spec, int block);

    /**
     * @param depth the number of blocks.
     * @return whether the loss of each block reads the features of that block alone.
     */
    boolean hasOwnContexts(int depth);

    /** @return whether these matrices learn. */
    boolean learnsMatrices();

    /**
     * Checks that every block that has a loss can have this one.
     *
     * @param spec   the encoder.
     * @param credit which blocks have a loss.
     * @throws RuleException if not; it says which setting and why.
     */
    void requireFits(EncoderSpec spec, Credit credit);

    /**
     * Checks what can be checked before the shape of the images is known.
     *
     * @param batchSize images in a step.
     * @param depth     the number of blocks.
     * @param credit    which blocks have a loss.
     * @throws RuleException if the objective does not fit; it says which setting and why.
     */
    void requireFits(int batchSize, int depth, Credit credit);
}
