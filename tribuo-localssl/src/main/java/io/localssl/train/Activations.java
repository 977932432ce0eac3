package io.localssl.train;

/** What a local rule does with activations that a context from another block, or direct feedback, makes it need twice. The results are the same. */
public enum Activations {
    /** Keeps those of all blocks. */
    KEEP,
    /** Forgets them and computes them again, block by block: less memory, one more forward pass. */
    RECOMPUTE
}
