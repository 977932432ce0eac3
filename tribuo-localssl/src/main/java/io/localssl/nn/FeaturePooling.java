package io.localssl.nn;

/** How the map of a block is averaged before it meets the loss. */
public enum FeaturePooling {
    /** The mean over all positions: d = channels. */
    GLOBAL {
        @Override
        int[] window(EncoderSpec.Block block, boolean top) {
            return new int[]{block.mapHeight(), block.mapWidth()};
        }
    },
    /** Average pooling with kernel and stride k_l, so that the loss sees where features are: d = channels * floor(H / k) * floor(W / k). */
    SPATIAL {
        @Override
        int[] window(EncoderSpec.Block block, boolean top) {
            return new int[]{block.poolKernel(), block.poolKernel()};
        }
    },
    /** Spatial, but the top block by the mean over all positions. */
    SPATIAL_GLOBAL_TOP {
        @Override
        int[] window(EncoderSpec.Block block, boolean top) {
            return (top ? GLOBAL : SPATIAL).window(block, top);
        }
    },
    /** None: the features are the whole map, d = channels * H * W. */
    NONE {
        @Override
        int[] window(EncoderSpec.Block block, boolean top) {
            return new int[]{1, 1};
        }
    };

    abstract int[] window(EncoderSpec.Block block, boolean top);

    /**
     * The window of the average pool.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return its height and width; its stride is the same.
     */
    public int[] window(EncoderSpec spec, int block) {
        return window(spec.blocks().get(block), block == spec.depth() - 1);
    }

    /**
     * The number of positions that make one feature.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return the area of the window.
     */
    public int windowSize(EncoderSpec spec, int block) {
        int[] window = window(spec, block);
        return window[0] * window[1];
    }

    /**
     * The length of the features the loss sees.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return d.
     */
    public int dimension(EncoderSpec spec, int block) {
        EncoderSpec.Block b = spec.blocks().get(block);
        int[] window = window(spec, block);
        return b.outChannels() * (b.mapHeight() / window[0]) * (b.mapWidth() / window[1]);
    }
}
