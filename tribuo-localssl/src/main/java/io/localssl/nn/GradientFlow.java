package io.localssl.nn;

/** How far the gradient of a loss travels. */
public enum GradientFlow {
    /** Into the weights of its own block: nothing crosses a block boundary, and what back-propagation would need is neither computed nor allocated. */
    LOCAL,
    /** Through the block into the one below, as back-propagation wants it. */
    THROUGH;

    /** @throws IllegalStateException if no gradient crosses a block boundary. */
    public void requireThrough() {
        if (this == LOCAL) {
            throw new IllegalStateException("found a stack built for GradientFlow.LOCAL, expected GradientFlow.THROUGH; "
                    + "only that lets a gradient reach the block below");
        }
    }
}
