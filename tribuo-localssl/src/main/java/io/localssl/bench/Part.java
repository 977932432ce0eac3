package io.localssl.bench;

/** What a step of training consists of. */
public enum Part {
    /** Two views of each image; prepared in the background, beside the other parts. */
    AUGMENT,
    /** What is left of that to wait for. */
    WAIT,
    /** Views into the memory that is computed on. */
    TRANSFER,
    /** Convolution, ReLU, max-pool and average pool of all blocks. */
    FORWARD,
    /** Predictions, scores, losses, and the gradients of features, scores and maps. */
    LOSS,
    /** Gradients of weights and biases, with the way back through max-pool and ReLU. */
    WEIGHT_GRADIENT,
    /** Gradients of the blocks below: of rules with back-propagation only. */
    INPUT_GRADIENT,
    /** The optimiser, with the gradients of the prediction matrices, which are never stored. */
    UPDATE
}
