package io.localssl.train;

/** Follows a step block by block, in the order in which they are done. */
interface BlockListener {
    /** Follows nothing. */
    BlockListener NONE = new BlockListener() { };

    /**
     * A loss has its value, before its gradients are computed.
     *
     * @param block the block, from 0.
     * @param loss  what is reported of it.
     */
    default void onLoss(int block, double loss) {
    }

    /**
     * The gradients of a block and its loss are there, and nothing of this step needs its parameters any more: they may change. The gradients hold until this
     * returns.
     *
     * @param block the block, from 0.
     */
    default void onGradients(int block) {
    }
}
