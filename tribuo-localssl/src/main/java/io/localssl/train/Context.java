package io.localssl.train;

/** Whose features a block predicts its own features from. A context is a constant: no gradient flows through it. */
public enum Context {
    /** The block's own features, f^l. */
    OWN,
    /** Direct feedback: the features of the top block, f^L. */
    TOP
}
