package io.localssl.onnx;

import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a block is made of, with all sizes. With its input x, x^ = N(x), and its pool P
 * <pre>
 * h = P(activation(W_1 * x^ + b_1))                                              a plain block
 * h = relu(W_2 * N(relu(W_1 * x^ + b_1)) + b_2 + shortcut),  shortcut = x^ or W_3 * x^ + b_3   a residual block
 * </pre>
 * Its map is average-pooled with kernel and stride k for a spatial loss and for the readout; borders that do not fill a window are dropped.
 *
 * @param normalisation of what the block reads, N in the first line of a plain block.
 * @param convolution   W_1 and b_1.
 * @param residual      the rest of a residual block, null in a plain one.
 * @param activation    of a plain block.
 * @param pool          P, none in a residual block.
 * @param poolKernel    k.
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2015, residual blocks</a>
 */
public record BlockShape(InputNormalisation normalisation, ConvolutionShape convolution, @Nullable Residual residual, Activation activation, MapPool pool, int poolKernel) {

    /**
     * What a residual block has beyond its first convolution.
     *
     * @param normalisation N of what the second convolution reads.
     * @param second        W_2 and b_2.
     * @param shortcut      W_3 and b_3, null where the shortcut is the input itself.
     */
    public record Residual(InputNormalisation normalisation, ConvolutionShape second, @Nullable ConvolutionShape shortcut) {
    }

    /** @throws EncoderFormatException if the parts do not fit each other. */
    public BlockShape {
        if (residual != null && (pool != MapPool.NONE || activation != Activation.RELU)) {
            throw new EncoderFormatException("found a residual block with activation " + activation + " and pool '" + pool.mark() + "', expected relu and no pool; use a stride");
        }
        if (residual != null) {
            requireSame(convolution.output(), residual.second.input());
            requireSame(residual.second.output(), residual.shortcut == null ? convolution.input() : residual.shortcut.output());
        }
        ImageShape map = pool.pooled(convolution.output());
        if (poolKernel < 1 || poolKernel > Math.min(map.height(), map.width())) {
            throw new EncoderFormatException("found pooling kernel " + poolKernel + ", expected at most the side of its " + map.height() + "x" + map.width() + " map");
        }
    }

    private static void requireSame(ImageShape expected, ImageShape found) {
        if (!found.equals(expected)) {
            throw new EncoderFormatException("found a residual block that joins maps of " + found + " and " + expected + ", expected one shape");
        }
    }

    /** @return the convolutions in the order of their numbers. */
    public List<ConvolutionShape> convolutions() {
        return residual == null ? List.of(convolution)
                : Stream.of(convolution, residual.second, residual.shortcut).filter(shape -> shape != null).toList();
    }

    /** @return the channels of each map in it that is normalised by {@link InputNormalisation#BATCH}, from the pixels up. */
    public List<Integer> batchNormalised() {
        List<Integer> channels = new ArrayList<>();
        if (normalisation == InputNormalisation.BATCH) {
            channels.add(inChannels());
        }
        if (residual != null && residual.normalisation == InputNormalisation.BATCH) {
            channels.add(outChannels());
        }
        return channels;
    }

    /** @return the map it reads. */
    public ImageShape input() {
        return convolution.input();
    }

    /** @return channels in. */
    public int inChannels() {
        return convolution.inChannels();
    }

    /** @return channels out. */
    public int outChannels() {
        return convolution.outChannels();
    }

    /** @return rows of the convolution's map, before the pool. */
    public int height() {
        return convolution.height();
    }

    /** @return columns of the convolution's map, before the pool. */
    public int width() {
        return convolution.width();
    }

    /** @return the map h. */
    public ImageShape map() {
        return pool.pooled(convolution.output());
    }

    /** @return rows of h. */
    public int mapHeight() {
        return map().height();
    }

    /** @return columns of h. */
    public int mapWidth() {
        return map().width();
    }

    /** @return the readout before it is flattened: channels, floor(H / k), floor(W / k). */
    public ImageShape readout() {
        return new ImageShape(outChannels(), mapHeight() / poolKernel, mapWidth() / poolKernel);
    }

    /** @return the length of the readout of this block. */
    public int readoutDimension() {
        return readout().size();
    }

    /** @return the number of weights and biases. */
    public long parameters() {
        return convolutions().stream().mapToLong(shape -> shape.weights() + shape.outChannels()).sum();
    }

    /** @return the block as nets are written: R in front of a residual, F in front of a fully connected one, kernel and stride unless 3 and 1, and the mark of the pool. */
    @Override
    public String toString() {
        if (convolution.isFullyConnected() && residual == null) {
            return "F" + outChannels();
        }
        return (residual == null ? "" : "R") + outChannels() + (convolution.kernelHeight() == 3 ? "" : "k" + convolution.kernelHeight())
                + (convolution.stride() == 1 ? "" : "s" + convolution.stride()) + pool.mark();
    }
}
