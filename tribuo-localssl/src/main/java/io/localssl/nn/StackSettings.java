package io.localssl.nn;

import java.util.Set;

/**
 * What the kernels of a stack shall do.
 *
 * @param pooling   how the loss pools.
 * @param flow      whether gradients shall be able to cross block boundaries.
 * @param retention what is kept of each block; {@link Retention#ALL} where gradients cross block boundaries.
 * @param paired    the blocks, from 0, that read pairs: of a batch of 2B rows row B + i is then the mean of what is read in rows i and (i + 1) mod B, normalised
 *                  each for itself before.
 */
public record StackSettings(FeaturePooling pooling, GradientFlow flow, Retention retention, Set<Integer> paired) {

    /**
     * Settings by which blocks read what those below wrote.
     *
     * @param pooling   how the loss pools.
     * @param flow      whether gradients shall be able to cross block boundaries.
     * @param retention what is kept of each block.
     */
    public StackSettings(FeaturePooling pooling, GradientFlow flow, Retention retention) {
        this(pooling, flow, retention, Set.of());
    }

    /** @throws IllegalArgumentException if gradients shall cross block boundaries and the maps that they need are not kept, or not what the features are or blocks read. */
    public StackSettings {
        paired = Set.copyOf(paired);
        if (flow.crossesBlocks() && (pooling == FeaturePooling.CONVOLVED || paired.stream().anyMatch(block -> block > 0))) {
            throw new IllegalArgumentException("found features " + pooling + " and pairs read by blocks " + paired + " with " + flow
                    + ", expected features of maps, and pairs of images at most");
        }
        if (flow.crossesBlocks() && retention != Retention.ALL) {
            throw new IllegalArgumentException("found " + retention + " with " + flow + ", expected " + Retention.ALL + ": gradients that cross blocks need all maps");
        }
    }
}
