package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of one block for a fixed number of rows. It owns the block's activations; weights and their gradients belong to the
 * {@link EncoderParameters}. A local rule needs {@link #mapGradient} and {@link #weightGradient} and no more; only a stack that was built with
 * {@link GradientFlow#THROUGH} has what the other two need.
 * <p>
 * In a stack that was built with {@link GradientFlow#RELAXED} the activity h is kept apart from what the block predicts of it, F = maxpool(relu(W * x + b)) with
 * the activity x of the block below; {@link #predict} and {@link #relax} move them. There the gradients of weights and input are those of F.
 */
public interface BlockKernel extends AutoCloseable {

    /** Computes h = maxpool(relu(W * x + b)) from the block below (or the images), and f = avgpool(h). */
    void forward();

    /** @return f, shape (rows, d), flattened in (channel, row, column) order; owned by this kernel and valid after {@link #forward()}. */
    INDArray features();

    /**
     * Sets dL/dh: each feature's gradient spread evenly over its window. It replaces what a block above has sent.
     *
     * @param featureGradient dL/df, shape (rows, d).
     */
    void mapGradient(INDArray featureGradient);

    /** Writes dL/dW and dL/db into the gradients of the parameters: from dL/dh back through max-pool, ReLU and the convolution of this block only. */
    void weightGradient();

    /**
     * Sets dL/dh of the block below from dL/dh of this block; of a block that has none below, it computes nothing.
     *
     * @throws IllegalStateException if the stack was built for {@link GradientFlow#LOCAL}.
     */
    void inputGradient();

    /**
     * What the block above has sent: the mean of dL/dh over the window of each feature.
     *
     * @return shape (rows, d); owned by this kernel and valid until the next gradient arrives.
     * @throws IllegalStateException if the stack was built for {@link GradientFlow#LOCAL}.
     */
    INDArray pooledMapGradient();

    /**
     * How large the gradient is that the block above has sent.
     *
     * @return the sum of the squares of dL/dh over all rows and positions.
     * @throws IllegalStateException if the stack was built for {@link GradientFlow#LOCAL}.
     */
    double mapGradientSquare();

    /**
     * Computes F from the activity below as it is now, and leaves h and f as they are.
     *
     * @throws IllegalStateException if the stack was not built for {@link GradientFlow#RELAXED}.
     */
    void predict();

    /**
     * Takes a step down an energy of which {@code precision / 2 |h - F|^2} is the share of this block and whose other terms have the gradient that has arrived here as
     * dL/dh; and replaces that gradient with the one that F has from the share of this block:
     * <pre>
     * e = precision (h - F)
     * h &lt;- h - rate (e + dL/dh),   f = avgpool(h),   dL/dh &lt;- -e
     * </pre>
     * so that {@link #weightGradient} and {@link #inputGradient} then give those of the energy as it was before the step.
     *
     * @param precision the weight of the error.
     * @param rate      the size of the step; 0 leaves h as it is.
     * @throws IllegalStateException if the stack was not built for {@link GradientFlow#RELAXED}.
     */
    void relax(double precision, double rate);

    /** @return h, shape (rows, channels, height, width); a copy that the caller closes. */
    INDArray activation();

    @Override
    void close();
}
