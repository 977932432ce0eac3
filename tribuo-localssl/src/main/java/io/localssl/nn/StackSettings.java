package io.localssl.nn;

/**
 * What the kernels of a stack shall do.
 *
 * @param pooling   how the loss pools.
 * @param flow      whether gradients shall be able to cross block boundaries.
 * @param retention what is kept of each block; {@link Retention#ALL} where gradients cross block boundaries.
 */
public record StackSettings(FeaturePooling pooling, GradientFlow flow, Retention retention) {

    /** @throws IllegalArgumentException if gradients shall cross block boundaries and the maps that they need are not kept. */
    public StackSettings {
        if (flow.crossesBlocks() && retention != Retention.ALL) {
            throw new IllegalArgumentException("found " + retention + " with " + flow + ", expected " + Retention.ALL + ": gradients that cross blocks need all maps");
        }
    }
}
