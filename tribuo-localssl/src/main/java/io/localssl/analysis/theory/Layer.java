package io.localssl.analysis.theory;

/**
 * One layer without bias or activation: a convolution with stride 1 and zero padding on a square map, y = W * x. A dense layer is the one of side 1 and
 * kernel 1, y = W x.
 * <p>
 * A map is a row of length side * side * channels in the order (row, column, channel).
 *
 * @param weight W, [output channels, kernel * kernel * input channels].
 * @param side   height and width of the maps.
 * @param kernel height and width of the window, odd.
 */
record Layer(Matrix weight, int side, int kernel) {

    static Layer dense(Matrix weight) {
        return new Layer(weight, 1, 1);
    }

    int outputChannels() {
        return weight.rows();
    }

    private int inputChannels() {
        return weight.columns() / (kernel * kernel);
    }

    /** y [N, side * side * output channels] of x [N, side * side * input channels]. */
    Matrix forward(Matrix x) {
        return patches(x).timesTransposed(weight).reshaped(side * side * outputChannels());
    }

    /** dL/dW of dL/dy. */
    Matrix weightGradient(Matrix x, Matrix outputGradient) {
        return outputGradient.reshaped(outputChannels()).transposedTimes(patches(x));
    }

    /** dL/dx of dL/dy. */
    Matrix inputGradient(Matrix outputGradient) {
        Matrix patchGradient = outputGradient.reshaped(outputChannels()).times(weight);
        if (kernel == 1) {
            return patchGradient.reshaped(side * side * inputChannels());
        }
        Matrix gradient = Matrix.zeros(outputGradient.rows(), side * side * inputChannels());
        eachWindow(gradient.rows(), (map, patch) -> {
            for (int c = 0; c < inputChannels(); c++) {
                gradient.values()[map + c] += patchGradient.values()[patch + c];
            }
        });
        return gradient;
    }

    /** What the kernel sees at each position, [N * side * side, kernel * kernel * input channels]. */
    private Matrix patches(Matrix x) {
        if (kernel == 1) {
            return x.reshaped(inputChannels());
        }
        Matrix patches = Matrix.zeros(x.rows() * side * side, weight.columns());
        eachWindow(x.rows(), (map, patch) -> System.arraycopy(x.values(), map, patches.values(), patch, inputChannels()));
        return patches;
    }

    /** Where the channels of one position begin, in the maps and in the patches. */
    private interface Place {
        void at(int map, int patch);
    }

    private void eachWindow(int rows, Place place) {
        int channels = inputChannels();
        int patch = 0;
        for (int n = 0; n < rows; n++) {
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    for (int window = 0; window < kernel * kernel; window++, patch += channels) {
                        int r = i + window / kernel - kernel / 2;
                        int s = j + window % kernel - kernel / 2;
                        if (r >= 0 && s >= 0 && r < side && s < side) {
                            place.at(((n * side + r) * side + s) * channels, patch);
                        }
                    }
                }
            }
        }
    }
}
