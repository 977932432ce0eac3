package io.localssl.onnx;

import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A trained convolutional encoder, its weights where their owner keeps them: all that its ONNX graph is written from.
 * <p>
 * x = (pixels / 255 - mean) / std per channel, cut into patches where it has them; h^0 = x; h^l is what block l makes of h^(l-1), see {@link BlockShape}; the readout
 * of block l is h^l average-pooled with kernel and stride k_l (no padding, borders that do not fill a window dropped), flattened in (channel, row, column) order, the
 * mean of it over the patches of an image; the embedding is the readout of all blocks, one after the other.
 *
 * @param shape   the shape of the images.
 * @param patches how an image is cut, null where it is not.
 * @param mean    the mean of each channel, on the scale [0, 1].
 * @param std     the standard deviation of each channel, on the scale [0, 1], positive.
 * @param blocks  the blocks, in order, at least one.
 */
public record ConvEncoder(ImageShape shape, @Nullable PatchGrid patches, float[] mean, float[] std, List<Block> blocks) {

    /**
     * One block.
     *
     * @param shape      its sizes.
     * @param filters    those of each convolution, in the order of {@link BlockShape#convolutions()}.
     * @param statistics for each {@link InputNormalisation#BATCH} in it, from the pixels up, what it subtracts and divides by.
     */
    public record Block(BlockShape shape, List<Filters> filters, List<Statistics> statistics) {

        /** @throws EncoderFormatException if the parts do not fit each other; the message names the block as nets are written, what it reads, and the sizes. */
        public Block {
            filters = List.copyOf(filters);
            statistics = List.copyOf(statistics);
            List<ConvolutionShape> convolutions = shape.convolutions();
            String where = " of block " + shape + " on maps of " + shape.input();
            requireLength(filters.size(), convolutions.size(), "sets of filters" + where, "the convolutions");
            for (int i = 0; i < filters.size(); i++) {
                ConvolutionShape convolution = convolutions.get(i);
                requireLength(filters.get(i).weight.length(), convolution.weights(), "weights" + where, convolution.outChannels() + " filters of " + convolution.inChannels() + "x"
                        + convolution.kernelHeight() + "x" + convolution.kernelWidth());
                requireLength(filters.get(i).bias.length, convolution.outChannels(), "biases" + where, "its filters");
            }
            List<Integer> channels = shape.batchNormalised();
            requireLength(statistics.size(), channels.size(), "statistics" + where, "its batch normalisations");
            for (int i = 0; i < statistics.size(); i++) {
                requireLength(statistics.get(i).mean.length, channels.get(i), "means" + where, "the channels");
                requireLength(statistics.get(i).variance.length, channels.get(i), "variances" + where, "the channels");
            }
        }
    }

    /**
     * The weights of one convolution.
     *
     * @param weight W, shape (out, in, kernel height, kernel width), flattened.
     * @param bias   b, shape (out).
     */
    public record Filters(RawFloats weight, float[] bias) {

        /**
         * Copies the weights.
         *
         * @param weight W, shape (out, in, kernel height, kernel width), flattened.
         * @param bias   b, shape (out).
         */
        public Filters(float[] weight, float[] bias) {
            this(RawFloats.of(weight), bias);
        }
    }

    /**
     * What ran along while an encoder was trained.
     *
     * @param mean     the mean of each channel.
     * @param variance the variance of each channel.
     */
    public record Statistics(float[] mean, float[] variance) {
    }

    /**
     * Takes arrays and weights as they are, without copying them.
     *
     * @throws EncoderFormatException if the parts do not fit each other; the message names the block and the sizes.
     */
    public ConvEncoder {
        blocks = List.copyOf(blocks);
        requireLength(mean.length, shape.channels(), "channel means", "the image channels");
        requireLength(std.length, shape.channels(), "channel standard deviations", "the image channels");
        for (int c = 0; c < std.length; c++) {
            if (!(std[c] > 0) || !Float.isFinite(std[c]) || !Float.isFinite(mean[c])) {
                throw new EncoderFormatException("found mean " + mean[c] + " and standard deviation " + std[c] + " of channel " + (c + 1)
                        + ", expected finite numbers and a positive standard deviation");
            }
        }
        if (blocks.isEmpty()) {
            throw new EncoderFormatException("found an encoder without blocks, expected at least one");
        }
        ImageShape map = patches == null ? shape : patches.patch(shape);
        for (int l = 0; l < blocks.size(); l++) {
            ImageShape input = blocks.get(l).shape.input();
            if (!input.equals(map)) {
                throw new EncoderFormatException("found block " + (l + 1) + " for maps of " + input + ", expected " + map + ", what it is given");
            }
            map = blocks.get(l).shape.map();
        }
    }

    /** @return the length of the readout of all blocks. */
    public int embeddingDimension() {
        int dimension = 0;
        for (Block block : blocks) {
            dimension = Math.addExact(dimension, block.shape.readoutDimension());
        }
        return dimension;
    }

    /** @return the length of the readout of the last block. */
    public int topDimension() {
        return blocks.get(blocks.size() - 1).shape.readoutDimension();
    }

    private static void requireLength(long found, long expected, String what, String forWhat) {
        if (found != expected) {
            throw new EncoderFormatException("found " + found + " " + what + ", expected " + expected + " for " + forWhat);
        }
    }
}
