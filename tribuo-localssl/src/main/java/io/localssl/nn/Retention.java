package io.localssl.nn;

/** What a stack keeps of a block while the blocks above it are computed. */
public enum Retention {
    /** Its map and its features: all blocks can be asked again, as back-propagation does. */
    ALL,
    /** Its features; its map until the block after the next is computed. */
    FEATURES,
    /** Its map until the block after the next is computed, its features until the next one is: what a local rule with its own context needs, whatever the depth. */
    NEIGHBOURS
}
