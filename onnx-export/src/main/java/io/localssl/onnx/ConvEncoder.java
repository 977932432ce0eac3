package io.localssl.onnx;

import io.localssl.image.ImageShape;

import java.util.List;

/**
 * A trained convolutional encoder in plain arrays: all that its ONNX graph is written from.
 * <p>
 * x = (pixels / 255 - mean) / std per channel; h^0 = x; h^l = maxpool(relu(W^l * h^(l-1) + b^l)); the readout of block l is h^l average-pooled with kernel and
 * stride k_l (no padding, borders that do not fill a window dropped), flattened in (channel, row, column) order; the embedding is the readout of all blocks,
 * one after the other.
 *
 * @param shape          the shape of the images.
 * @param mean           the mean of each channel, on the scale [0, 1].
 * @param std            the standard deviation of each channel, on the scale [0, 1].
 * @param layers         the blocks, in order.
 * @param readoutKernels k_l, one a block.
 */
public record ConvEncoder(ImageShape shape, float[] mean, float[] std, List<Layer> layers, int[] readoutKernels) {

    /**
     * One block: a 3x3 convolution with padding 1 and stride 1, ReLU, and a 2x2 max-pool if asked for (odd borders dropped).
     *
     * @param inChannels  channels in.
     * @param outChannels channels out.
     * @param weight      W, shape (out, in, 3, 3), flattened.
     * @param bias        b, shape (out).
     * @param maxPool     whether a max-pool follows.
     */
    public record Layer(int inChannels, int outChannels, float[] weight, float[] bias, boolean maxPool) {
    }
}
