package io.localssl.nn;

import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The encoder axis: which blocks, on which images.
 * <p>
 * Block l is a 3x3 convolution (padding 1, stride 1, bias), ReLU and, where asked for, a 2x2 max-pool that drops odd borders. Its map is
 * average-pooled with kernel and stride k_l for a spatial loss and for the readout; borders that do not fill a window are dropped.
 *
 * @param image  the shape of the images.
 * @param blocks the blocks, from the pixels up.
 */
public record EncoderSpec(ImageShape image, List<Block> blocks) {

    /**
     * One block with the sizes that follow from the blocks below it.
     *
     * @param inChannels  channels in.
     * @param outChannels channels out.
     * @param height      rows of the convolution's map, before the max-pool.
     * @param width       columns of the convolution's map, before the max-pool.
     * @param maxPool     whether a 2x2 max-pool follows.
     * @param poolKernel  k_l, the kernel of spatial loss and readout.
     */
    public record Block(int inChannels, int outChannels, int height, int width, boolean maxPool, int poolKernel) {
        /** @return rows of h^l. */
        public int mapHeight() {
            return maxPool ? height / 2 : height;
        }

        /** @return columns of h^l. */
        public int mapWidth() {
            return maxPool ? width / 2 : width;
        }

        /** @return the length of the readout of this block, channels * floor(H / k) * floor(W / k). */
        public int readoutDimension() {
            return outChannels * (mapHeight() / poolKernel) * (mapWidth() / poolKernel);
        }

        /** @return the number of weights and biases, 9 * channels in * channels out + channels out. */
        public long parameters() {
            return (9L * inChannels + 1) * outChannels;
        }

        private String mapSize() {
            return mapHeight() + "x" + mapWidth();
        }
    }

    /** @throws EncoderSpecException if there is no block. */
    public EncoderSpec {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new EncoderSpecException("found no block, expected at least one; name a net or its channels, such as vgg6s or 32,64M,128M");
        }
    }

    /**
     * Builds an encoder from its description and checks it.
     *
     * @param net   {@code vgg6}, {@code vgg6s}, or the channels of each block, an M behind those with a max-pool: {@code 32,64M,64,128M}.
     * @param pool  the pooling kernels, one a block, such as {@code 4-4-4-2-2-1}; null for the default, which gives the paper's grids
     *              (8 by 8 at full resolution, 4 by 4 after one or two max-pools, 2 by 2 after three or four, then 1 by 1).
     * @param image the shape of the images.
     * @return the encoder.
     * @throws EncoderSpecException if the net is unknown, a block would shrink its map to nothing, or a kernel is larger than its map.
     */
    public static EncoderSpec of(String net, @Nullable String pool, ImageShape image) {
        String[] channels = channelsOf(net).split(",", -1);
        int[] kernels = pool == null ? new int[0] : parseKernels(pool, channels.length);
        List<Block> blocks = new ArrayList<>();
        int in = image.channels();
        int height = image.height();
        int width = image.width();
        int maxPools = 0;
        for (int l = 0; l < channels.length; l++) {
            boolean maxPool = channels[l].endsWith("M");
            int out = parseChannels(net, maxPool ? channels[l].substring(0, channels[l].length() - 1) : channels[l]);
            if (maxPool && Math.min(height, width) < 2) {
                throw new EncoderSpecException("block " + (l + 1) + ": its 2x2 max-pool would shrink a " + height + "x" + width
                        + " map to nothing; use fewer max-pools or images larger than " + image);
            }
            maxPools += maxPool ? 1 : 0;
            Block unpooled = new Block(in, out, height, width, maxPool, 1);
            int kernel = pool == null ? defaultKernel(unpooled, maxPools) : kernels[l];
            if (kernel > Math.min(unpooled.mapHeight(), unpooled.mapWidth())) {
                throw new EncoderSpecException("block " + (l + 1) + ": found pooling kernel " + kernel + ", expected at most the side of its "
                        + unpooled.mapSize() + " map");
            }
            Block block = new Block(in, out, height, width, maxPool, kernel);
            blocks.add(block);
            in = out;
            height = block.mapHeight();
            width = block.mapWidth();
        }
        return new EncoderSpec(image, blocks);
    }

    /**
     * The number of blocks of a net.
     *
     * @param net as in {@link #of}.
     * @return how many it has, whatever else may be wrong with it.
     */
    public static int depthOf(String net) {
        return channelsOf(net).split(",", -1).length;
    }

    private static String channelsOf(String net) {
        return switch (net) {
            case "vgg6" -> "128,256M,256,512M,1024M,1024M";
            case "vgg6s" -> "32,64M,64,128M,256M,256M";
            default -> net;
        };
    }

    private static int parseChannels(String net, String text) {
        try {
            int channels = Integer.parseInt(text.trim());
            if (channels > 0) {
                return channels;
            }
        } catch (NumberFormatException e) {
            // answered below, with the whole net
        }
        throw new EncoderSpecException("found net '" + net + "', expected vgg6, vgg6s, or positive channels with an M for a max-pool, such as 32,64M,64,128M");
    }

    private static int[] parseKernels(String pool, int blocks) {
        String[] parts = pool.split("-", -1);
        int[] kernels = new int[parts.length];
        try {
            for (int l = 0; l < parts.length; l++) {
                kernels[l] = Integer.parseInt(parts[l].trim());
                if (kernels[l] < 1) {
                    throw new NumberFormatException();
                }
            }
        } catch (NumberFormatException e) {
            throw new EncoderSpecException("found pooling kernels '" + pool + "', expected positive numbers joined by -, such as 4-4-4-2-2-1");
        }
        if (kernels.length != blocks) {
            throw new EncoderSpecException("found " + kernels.length + " pooling kernels (" + pool + "), expected one for each of the " + blocks + " blocks");
        }
        return kernels;
    }

    /** The smallest kernel whose grid has at most 8 cells a side at full resolution, 4 after one or two max-pools, 2 after three or four, then 1. */
    private static int defaultKernel(Block block, int maxPools) {
        int grid = 8 >> Math.min(3, (maxPools + 1) / 2);
        int side = Math.min(block.mapHeight(), block.mapWidth());
        return (side + grid - 1) / grid;
    }

    /** @return the number of blocks. */
    public int depth() {
        return blocks.size();
    }

    /** @return the length of the embedding: the readouts of all blocks, one after the other. */
    public int readoutDimension() {
        return blocks.stream().mapToInt(Block::readoutDimension).sum();
    }

    /** @return the number of weights and biases of all blocks. */
    public long parameters() {
        return blocks.stream().mapToLong(Block::parameters).sum();
    }

    /** @return k_l of each block. */
    public int[] poolKernels() {
        return blocks.stream().mapToInt(Block::poolKernel).toArray();
    }

    /** @return the channels of each block, as {@link #of} reads them. */
    public String net() {
        return blocks.stream().map(b -> b.outChannels() + (b.maxPool() ? "M" : "")).collect(Collectors.joining(","));
    }

    /** @return the pooling kernels, as {@link #of} reads them. */
    public String pool() {
        return blocks.stream().map(b -> Integer.toString(b.poolKernel())).collect(Collectors.joining("-"));
    }
}
