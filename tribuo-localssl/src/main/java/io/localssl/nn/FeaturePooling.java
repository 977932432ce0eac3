package io.localssl.nn;

/** How the map of a block is averaged before it meets the loss. */
public enum FeaturePooling {
    /** The mean over all positions: d = channels. */
    GLOBAL {
        @Override
        int windowHeight(EncoderSpec.Block block) {
            return block.mapHeight();
        }

        @Override
        int windowWidth(EncoderSpec.Block block) {
            return block.mapWidth();
        }
    },
    /** Average pooling with kernel and stride k_l, so that the loss sees where features are: d = channels * floor(H / k) * floor(W / k). */
    SPATIAL {
        @Override
        int windowHeight(EncoderSpec.Block block) {
            return block.poolKernel();
        }

        @Override
        int windowWidth(EncoderSpec.Block block) {
            return block.poolKernel();
        }
    };

    abstract int windowHeight(EncoderSpec.Block block);

    abstract int windowWidth(EncoderSpec.Block block);

    /**
     * The length of the features the loss sees.
     *
     * @param block a block.
     * @return d.
     */
    public int dimension(EncoderSpec.Block block) {
        return block.outChannels() * (block.mapHeight() / windowHeight(block)) * (block.mapWidth() / windowWidth(block));
    }
}
