package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of one block for a fixed number of rows. It owns the block's activations; weights and their gradients belong to the
 * {@link EncoderParameters}. What a local rule needs and no more: there is no gradient of the input.
 */
public interface BlockKernel extends AutoCloseable {

    /** Computes h = maxpool(relu(W * x + b)) from the block below (or the images), and f = avgpool(h). */
    void forward();

    /** @return f, shape (rows, d), flattened in (channel, row, column) order; owned by this kernel and valid after {@link #forward()}. */
    INDArray features();

    /**
     * Writes dL/dW and dL/db of this block into the gradients of its parameters: back through average pool, max-pool, ReLU and the convolution
     * of this block only.
     *
     * @param featureGradient dL/df, shape (rows, d).
     */
    void weightGradient(INDArray featureGradient);

    /** @return h, shape (rows, channels, height, width); a copy that the caller closes. */
    INDArray activation();

    @Override
    void close();
}
