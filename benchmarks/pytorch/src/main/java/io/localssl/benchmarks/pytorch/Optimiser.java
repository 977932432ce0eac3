package io.localssl.benchmarks.pytorch;

/** AdamW at 2e-4 without decay over all parameters, in one of PyTorch's implementations. */
interface Optimiser {

    double RATE = 2e-4;

    /** Drops the gradients (PyTorch's default: the next backward pass makes new ones). */
    void zeroGrad();

    /** Updates all parameters from their gradients. */
    void step();
}
