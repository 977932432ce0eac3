package io.localssl.nn.conv;

import java.nio.FloatBuffer;

/** The weights of a convolution as one of its two users sees them: those of one output channel after the other. */
interface Kernels {

    /** Reads the 3x3 weights of an output channel from all input channels into {@link Scratch#kernel}. */
    void read(int outChannel, Scratch scratch);

    /** As they are, shape (out, in, 3, 3). */
    static Kernels forward(FloatBuffer weights, int in) {
        return (o, scratch) -> {
            weights.get(o * in * 9, scratch.line, 0, in * 9);
            for (int k = 0; k < 9; k++) {
                float[] kernel = scratch.kernel[k];
                for (int i = 0; i < in; i++) {
                    kernel[i] = scratch.line[9 * i + k];
                }
            }
        };
    }

    /** As the gradient of the input needs them: turned by half a circle, from the channels above to one below. */
    static Kernels backward(FloatBuffer weights, int in, int out) {
        return (i, scratch) -> {
            for (int o = 0; o < out; o++) {
                weights.get((o * in + i) * 9, scratch.line, 0, 9);
                for (int k = 0; k < 9; k++) {
                    scratch.kernel[8 - k][o] = scratch.line[k];
                }
            }
        };
    }

    /** Writes {@link Scratch#kernel} as the weights of an output channel, shape (out, in, 3, 3). */
    static void write(FloatBuffer weights, int in, int outChannel, Scratch scratch) {
        for (int k = 0; k < 9; k++) {
            float[] kernel = scratch.kernel[k];
            for (int i = 0; i < in; i++) {
                scratch.line[9 * i + k] = kernel[i];
            }
        }
        weights.put(outChannel * in * 9, scratch.line, 0, in * 9);
    }
}
