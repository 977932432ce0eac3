package io.localssl.nn;

/** How far the gradient of a loss travels. */
public enum GradientFlow {
    /** Into the weights of its own block: nothing crosses a block boundary, and what back-propagation would need is neither computed nor allocated. */
    LOCAL,
    /** Through the block into the one below, as back-propagation wants it. */
    THROUGH,
    /** As THROUGH; and activities are kept apart from what blocks compute, so that predictive coding can move them. */
    RELAXED;

    /** @return whether a gradient can reach the block below. */
    public boolean crossesBlocks() {
        return this != LOCAL;
    }

    /** @throws IllegalStateException if no gradient crosses a block boundary. */
    public void requireThrough() {
        if (this == LOCAL) {
            throw new IllegalStateException("found a stack built for GradientFlow.LOCAL, expected GradientFlow.THROUGH; "
                    + "only that lets a gradient reach the block below");
        }
    }

    /** @throws IllegalStateException if activities are what blocks compute. */
    public void requireRelaxed() {
        if (this != RELAXED) {
            throw new IllegalStateException("found a stack built for GradientFlow." + this + ", expected GradientFlow.RELAXED; "
                    + "only that keeps activities apart from what blocks compute");
        }
    }
}
