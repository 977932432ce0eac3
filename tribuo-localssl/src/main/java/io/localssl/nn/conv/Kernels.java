package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

import java.nio.FloatBuffer;

/** The weights of a convolution as one of its users sees them: those of one output channel after the other. */
interface Kernels {

    /** Reads the weights of an output channel from all input channels into {@link Scratch#kernel}. */
    void read(int outChannel, Scratch scratch);

    /** As they are, shape (out, in, kernel height, kernel width). */
    static Kernels forward(FloatBuffer weights, ConvolutionShape shape) {
        int in = shape.inChannels();
        int taps = shape.taps();
        return (o, scratch) -> {
            weights.get(o * in * taps, scratch.line, 0, in * taps);
            for (int k = 0; k < taps; k++) {
                float[] kernel = scratch.kernel[k];
                for (int i = 0; i < in; i++) {
                    kernel[i] = scratch.line[taps * i + k];
                }
            }
        };
    }

    /** As the gradient of the input needs them: turned by half a circle, from the channels above to one below. */
    static Kernels turned(FloatBuffer weights, ConvolutionShape shape) {
        int in = shape.inChannels();
        int taps = shape.taps();
        return (i, scratch) -> {
            for (int o = 0; o < shape.outChannels(); o++) {
                weights.get((o * in + i) * taps, scratch.line, 0, taps);
                for (int k = 0; k < taps; k++) {
                    scratch.kernel[taps - 1 - k][o] = scratch.line[k];
                }
            }
        };
    }

    /** As the gradient of the input of a fully connected layer needs them: from all units to one value of the map, channels together. */
    static Kernels transposed(FloatBuffer weights, ConvolutionShape shape) {
        int in = shape.inChannels();
        int taps = shape.taps();
        return (value, scratch) -> {
            int at = value % in * taps + value / in;
            for (int o = 0; o < shape.outChannels(); o++) {
                scratch.kernel[0][o] = weights.get(o * in * taps + at);
            }
        };
    }

    /** Writes {@link Scratch#kernel} as the weights of an output channel, shape (out, in, kernel height, kernel width). */
    static void write(FloatBuffer weights, ConvolutionShape shape, int outChannel, Scratch scratch) {
        int in = shape.inChannels();
        int taps = shape.taps();
        for (int k = 0; k < taps; k++) {
            float[] kernel = scratch.kernel[k];
            for (int i = 0; i < in; i++) {
                scratch.line[taps * i + k] = kernel[i];
            }
        }
        weights.put(outChannel * in * taps, scratch.line, 0, in * taps);
    }
}
