package io.localssl.nn.conv;

import org.jspecify.annotations.Nullable;

/**
 * What lies between what a block reads and its map, and the way back.
 *
 * @param normalisation of what it reads, null for none.
 * @param first         the first convolution.
 * @param residual      the rest of a residual block, null in a plain one.
 * @param pooled        a pool that is not taken as the map leaves its convolution, null for none.
 * @param map           h.
 * @param averaged      what features are taken from, h or what leaves the convolution.
 * @param workspace     what it computes in.
 */
record BlockBody(@Nullable MapNormalisation normalisation, ConvolutionLayer first, @Nullable ResidualBranch residual, @Nullable PooledMap pooled, FeatureMap map,
        FeatureMap averaged, Workspace workspace) {

    void forward() {
        if (normalisation != null) {
            normalisation.prepare();
        }
        first.forward();
        if (residual != null) {
            residual.forward();
        }
        if (pooled != null) {
            pooled.forward(workspace);
        }
    }

    /** Takes the gradient of the map back to that of the first convolution. */
    void backward() {
        if (residual != null) {
            residual.backward();
        }
    }

    /** Computes the gradients of all filters, after {@link #backward}. */
    void weightGradient() {
        first.weightGradient();
        if (residual != null) {
            residual.weightGradient();
        }
    }

    /** Computes the gradient of what the block reads, after {@link #backward}. */
    void inputGradient(FeatureMap into) {
        first.inputGradient(into, false);
        if (residual != null) {
            residual.addShortcutGradient(into, workspace);
        }
        if (normalisation != null) {
            normalisation.backward(into);
        }
    }
}
