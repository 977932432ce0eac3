package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Times one convolution of a net on 64 rows: forward, and the gradients of weight and bias, without that of the input.
 *
 * @param forward  of {@code convolution}.
 * @param gradient of {@code convolution_backward}.
 */
record ConvolutionTimes(Times forward, Times gradient) {

    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    static ConvolutionTimes measure(BlockShape shape, int rows, int warmUp, int steps, torch.MemoryFormat layout) {
        long side = shape.inputSide();
        try (PointerScope all = new PointerScope()) {
            Tensor input = torch.randn(rows, shape.inChannels(), side, side).contiguous(layout);
            Tensor weight = torch.randn(shape.outChannels(), shape.inChannels(), 3, 3).contiguous(layout);
            TensorOptional optionalBias = new TensorOptional(torch.randn(shape.outChannels()));
            long[] biasShape = {shape.outChannels()};
            Tensor mapGradient = torch.randn(rows, shape.outChannels(), side, side).contiguous(layout);
            BoolPointer wanted = new BoolPointer(3).put(0, false).put(1, true).put(2, true);    // gradients of input, weight, bias
            long[] forward = new long[steps];
            long[] gradient = new long[steps];
            for (int i = -warmUp; i < steps; i++) {
                long start = System.nanoTime();
                torch.convolution(input, weight, optionalBias, ONE, ONE, ONE, false, ZERO, 1).close();
                long middle = System.nanoTime();
                torch.convolution_backward(mapGradient, input, weight, biasShape, ONE, ONE, ONE, false, ZERO, 1, wanted).close();
                long end = System.nanoTime();
                if (i >= 0) {
                    forward[i] = middle - start;
                    gradient[i] = end - middle;
                }
            }
            return new ConvolutionTimes(Times.of(forward), Times.of(gradient));
        }
    }
}
