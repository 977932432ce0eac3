package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.NetDescription;
import io.localssl.onnx.PatchGrid;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The encoder axis: which blocks, on which images.
 *
 * @param image   the shape of the images.
 * @param patches how an image is cut before the first block, null where it is not.
 * @param blocks  the blocks, from the pixels up.
 */
public record EncoderSpec(ImageShape image, @Nullable PatchGrid patches, List<BlockShape> blocks) {

    /** @throws EncoderSpecException if there is no block. */
    public EncoderSpec {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new EncoderSpecException("found no block, expected at least one; name a net or its channels, such as vgg6s or 32,64M,128M");
        }
    }

    /**
     * Builds an encoder from its description and checks it.
     * {@link #syntax()} says how blocks and settings are written.
     *
     * @param net   the name of one of the {@link #presets()}, or blocks; both with settings or without: {@code 32,64M,R64,F256}, {@code vgg6s:normalisation=batch}.
     * @param pool  the pooling kernels, one a block, such as {@code 4-4-4-2-2-1}; null for the default, which gives the paper's grids
     *              (8 by 8 at full resolution, 4 by 4 after one or two pools or strides, 2 by 2 after three or four, then 1 by 1).
     * @param image the shape of the images.
     * @return the encoder.
     * @throws EncoderSpecException if the net is unknown, a block would shrink its map to nothing, or a kernel is larger than its map.
     */
    public static EncoderSpec of(String net, @Nullable String pool, ImageShape image) {
        return NetText.parse(net).build(pool, image);
    }

    /**
     * The number of blocks of a net.
     *
     * @param net as in {@link #of}.
     * @return how many it has.
     * @throws EncoderSpecException if the net cannot be read.
     */
    public static int depthOf(String net) {
        return NetText.parse(net).depth();
    }

    /** @return the nets that have names, and the blocks and settings that each stands for. */
    public static Map<String, String> presets() {
        return NetText.PRESETS;
    }

    /** @return how nets are written, a line each. */
    public static List<String> syntax() {
        return NetText.HELP;
    }

    /** @return the number of blocks. */
    public int depth() {
        return blocks.size();
    }

    /** @return the shape of what the first block reads: an image, or a patch of one. */
    public ImageShape input() {
        return patches == null ? image : patches.patch(image);
    }

    /** @return how many patches an image has, 1 where it is not cut. */
    public int patchCount() {
        return patches == null ? 1 : patches.count(image);
    }

    /** @return the convolutions of all blocks, from the pixels up. */
    public List<ConvolutionShape> convolutions() {
        return blocks.stream().flatMap(block -> block.convolutions().stream()).toList();
    }

    /** @return the length of the embedding: the readouts of all blocks, one after the other. */
    public int readoutDimension() {
        return blocks.stream().mapToInt(BlockShape::readoutDimension).sum();
    }

    /** @return the number of weights and biases of all blocks. */
    public long parameters() {
        return blocks.stream().mapToLong(BlockShape::parameters).sum();
    }

    /** @return k_l of each block. */
    public int[] poolKernels() {
        return blocks.stream().mapToInt(BlockShape::poolKernel).toArray();
    }

    /** @return the blocks and settings, as {@link #of} reads them. */
    public String net() {
        return NetDescription.of(blocks, patches);
    }

    /** @return the pooling kernels, as {@link #of} reads them. */
    public String pool() {
        return blocks.stream().map(b -> Integer.toString(b.poolKernel())).collect(Collectors.joining("-"));
    }
}
