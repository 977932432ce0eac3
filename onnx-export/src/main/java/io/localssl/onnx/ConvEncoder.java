package io.localssl.onnx;

import io.localssl.image.ImageShape;

import java.util.List;

/**
 * A trained convolutional encoder, its weights where their owner keeps them: all that its ONNX graph is written from.
 * <p>
 * x = (pixels / 255 - mean) / std per channel; h^0 = x; h^l = maxpool(relu(W^l * h^(l-1) + b^l)); the readout of block l is h^l average-pooled with kernel and
 * stride k_l (no padding, borders that do not fill a window dropped), flattened in (channel, row, column) order; the embedding is the readout of all blocks,
 * one after the other.
 *
 * @param shape          the shape of the images.
 * @param mean           the mean of each channel, on the scale [0, 1].
 * @param std            the standard deviation of each channel, on the scale [0, 1], positive.
 * @param layers         the blocks, in order, at least one.
 * @param readoutKernels k_l, one a block, at least 1 and at most the smaller side of the block's map.
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
    public record Layer(int inChannels, int outChannels, RawFloats weight, float[] bias, boolean maxPool) {

        /**
         * Copies the weights.
         *
         * @param inChannels  channels in.
         * @param outChannels channels out.
         * @param weight      W, shape (out, in, 3, 3), flattened.
         * @param bias        b, shape (out).
         * @param maxPool     whether a max-pool follows.
         */
        public Layer(int inChannels, int outChannels, float[] weight, float[] bias, boolean maxPool) {
            this(inChannels, outChannels, RawFloats.of(weight), bias, maxPool);
        }
    }

    /**
     * Takes arrays and weights as they are, without copying them.
     *
     * @throws EncoderFormatException if the parts do not fit each other; the message names the block and the sizes.
     */
    public ConvEncoder {
        layers = List.copyOf(layers);
        requireLength(mean.length, shape.channels(), "channel means", "the image channels");
        requireLength(std.length, shape.channels(), "channel standard deviations", "the image channels");
        for (int c = 0; c < std.length; c++) {
            if (!(std[c] > 0) || !Float.isFinite(std[c]) || !Float.isFinite(mean[c])) {
                throw new EncoderFormatException("found mean " + mean[c] + " and standard deviation " + std[c] + " of channel " + (c + 1)
                        + ", expected finite numbers and a positive standard deviation");
            }
        }
        if (layers.isEmpty()) {
            throw new EncoderFormatException("found an encoder without blocks, expected at least one");
        }
        requireLength(readoutKernels.length, layers.size(), "readout kernels", "the blocks");
        ImageShape map = shape;
        for (int l = 0; l < layers.size(); l++) {
            map = requireBlock(l, layers.get(l), map, readoutKernels[l]);
        }
    }

    /**
     * @param block the index of a block, from 0.
     * @return the shape of h^l, after the max-pool if there is one.
     */
    public ImageShape mapShape(int block) {
        ImageShape map = shape;
        for (Layer layer : layers.subList(0, block + 1)) {
            int shrink = layer.maxPool ? 2 : 1;
            map = new ImageShape(layer.outChannels, map.height() / shrink, map.width() / shrink);
        }
        return map;
    }

    /**
     * @param block the index of a block, from 0.
     * @return the shape of the readout of the block before it is flattened.
     */
    public ImageShape readoutShape(int block) {
        ImageShape map = mapShape(block);
        return new ImageShape(map.channels(), map.height() / readoutKernels[block], map.width() / readoutKernels[block]);
    }

    /** @return the length of the readout of all blocks. */
    public int embeddingDimension() {
        int dimension = 0;
        for (int l = 0; l < layers.size(); l++) {
            dimension = Math.addExact(dimension, readoutShape(l).size());
        }
        return dimension;
    }

    /** @return the length of the readout of the last block. */
    public int topDimension() {
        return readoutShape(layers.size() - 1).size();
    }

    /** Checks block l against the map it reads and gives the map it yields. */
    private static ImageShape requireBlock(int l, Layer layer, ImageShape input, int kernel) {
        String block = "block " + (l + 1);
        if (layer.inChannels != input.channels() || layer.outChannels < 1) {
            throw new EncoderFormatException("found " + block + " from " + layer.inChannels + " to " + layer.outChannels + " channels, expected from "
                    + input.channels() + ", the channels it is given, to at least 1");
        }
        requireLength(layer.weight.length(), 9L * layer.inChannels * layer.outChannels, "weights in " + block,
                layer.outChannels + " filters of " + layer.inChannels + "x3x3");
        requireLength(layer.bias.length, layer.outChannels, "biases in " + block, "its filters");
        int shrink = layer.maxPool ? 2 : 1;
        int height = input.height() / shrink;
        int width = input.width() / shrink;
        if (height < 1 || width < 1) {
            throw new EncoderFormatException("found a 2x2 max-pool on the " + input.height() + "x" + input.width() + " map of " + block
                    + ", expected a map of at least 2x2; use larger images or fewer max-pools");
        }
        if (kernel < 1 || kernel > Math.min(height, width)) {
            throw new EncoderFormatException("found readout kernel " + kernel + " for the " + height + "x" + width + " map of " + block
                    + ", expected 1 to " + Math.min(height, width));
        }
        return new ImageShape(layer.outChannels, height, width);
    }

    private static void requireLength(long found, long expected, String what, String forWhat) {
        if (found != expected) {
            throw new EncoderFormatException("found " + found + " " + what + ", expected " + expected + " for " + forWhat);
        }
    }
}
