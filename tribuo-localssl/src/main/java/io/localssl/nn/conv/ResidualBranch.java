package io.localssl.nn.conv;

import org.jspecify.annotations.Nullable;

/**
 * The second convolution of a residual block and its shortcut.
 *
 * @param normalisation  of what the second convolution reads, null for none.
 * @param second         the second convolution, to which the shortcut is added.
 * @param shortcut       the convolution of the shortcut, null where it is the input itself.
 * @param hiddenGradient receives the gradient of what the first convolution makes.
 */
record ResidualBranch(@Nullable MapNormalisation normalisation, ConvolutionLayer second, @Nullable ConvolutionLayer shortcut, FeatureMap hiddenGradient) {

    void forward() {
        if (normalisation != null) {
            normalisation.prepare();
        }
        if (shortcut != null) {
            shortcut.forward();
        }
        second.forward();
    }

    void backward() {
        second.inputGradient(hiddenGradient, false);
        if (normalisation != null) {
            normalisation.backward(hiddenGradient);
        }
    }

    void weightGradient() {
        second.weightGradient();
        if (shortcut != null) {
            shortcut.weightGradient();
        }
    }

    /** Adds what reaches the input through the shortcut. */
    void addShortcutGradient(FeatureMap into, Workspace workspace) {
        if (shortcut == null) {
            into.add(second.gradient(), workspace);
        } else {
            shortcut.inputGradient(into, true);
        }
    }
}
