package io.localssl.onnx;

import io.localssl.image.ImageShape;

/**
 * The sizes of a convolution with bias: y = W * x + b. A fully connected layer is one whose kernel is as large as its map.
 *
 * @param input        the map it reads.
 * @param outChannels  filters.
 * @param kernelHeight rows of a filter.
 * @param kernelWidth  columns of a filter.
 * @param stride       rows and columns from one position to the next.
 * @param padding      rows and columns of zeros around the map.
 */
public record ConvolutionShape(ImageShape input, int outChannels, int kernelHeight, int kernelWidth, int stride, int padding) {

    /** @throws EncoderFormatException if a number is out of range or the kernel is larger than the padded map. */
    public ConvolutionShape {
        if (outChannels < 1 || kernelHeight < 1 || kernelWidth < 1 || stride < 1 || padding < 0) {
            throw new EncoderFormatException("found " + outChannels + " filters of " + kernelHeight + "x" + kernelWidth + ", stride " + stride + ", padding " + padding
                    + ", expected at least 1 filter of at least 1x1, a stride of at least 1 and no negative padding");
        }
        if (kernelHeight > input.height() + 2 * padding || kernelWidth > input.width() + 2 * padding) {
            throw new EncoderFormatException("found " + kernelHeight + "x" + kernelWidth + " filters for a " + input.height() + "x" + input.width()
                    + " map with padding " + padding + ", expected filters that fit into it");
        }
    }

    /**
     * A convolution that keeps the size of its map, but for the stride.
     *
     * @param input       the map it reads.
     * @param outChannels filters.
     * @param kernel      rows and columns of a filter, odd.
     * @param stride      rows and columns from one position to the next.
     * @return the convolution, with padding (kernel - 1) / 2.
     */
    public static ConvolutionShape same(ImageShape input, int outChannels, int kernel, int stride) {
        return new ConvolutionShape(input, outChannels, kernel, kernel, stride, (kernel - 1) / 2);
    }

    /**
     * A layer in which every unit reads the whole map.
     *
     * @param input the map it reads.
     * @param units how many.
     * @return the convolution, whose own map is 1 x 1.
     */
    public static ConvolutionShape fullyConnected(ImageShape input, int units) {
        return new ConvolutionShape(input, units, input.height(), input.width(), 1, 0);
    }

    /** @return channels in. */
    public int inChannels() {
        return input.channels();
    }

    /** @return rows of its map. */
    public int height() {
        return (input.height() + 2 * padding - kernelHeight) / stride + 1;
    }

    /** @return columns of its map. */
    public int width() {
        return (input.width() + 2 * padding - kernelWidth) / stride + 1;
    }

    /** @return the map it yields. */
    public ImageShape output() {
        return new ImageShape(outChannels, height(), width());
    }

    /** @return positions of a filter. */
    public int taps() {
        return kernelHeight * kernelWidth;
    }

    /** @return weights of a filter, over all channels in. */
    public int fanIn() {
        return taps() * inChannels();
    }

    /** @return the number of weights. */
    public long weights() {
        return (long) fanIn() * outChannels;
    }

    /** @return whether every unit reads the whole map. */
    public boolean isFullyConnected() {
        return padding == 0 && kernelHeight == input.height() && kernelWidth == input.width();
    }
}
