package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.onnx.BlockShape;

/** How the map of a block is averaged before it meets the loss. */
public enum FeaturePooling {
    /** The mean over all positions: d = channels. */
    GLOBAL {
        @Override
        boolean isGlobal(EncoderSpec spec, int block) {
            return true;
        }
    },
    /** Average pooling with kernel and stride k_l, so that the loss sees where features are: d = channels * floor(H / k) * floor(W / k). */
    SPATIAL,
    /** Spatial, but the top block by the mean over all positions. */
    SPATIAL_GLOBAL_TOP {
        @Override
        boolean isGlobal(EncoderSpec spec, int block) {
            return block == spec.depth() - 1;
        }
    },
    /** No pooling: the features are the whole map, d = channels * H * W. */
    NONE,
    /**
     * No pooling either: the features are W * x + b, before the activation and the pool of the block, d = channels * rows * columns of the convolution. In plain blocks
     * only, and where gradients do not cross block boundaries.
     */
    CONVOLVED;

    boolean isGlobal(EncoderSpec spec, int block) {
        return false;
    }

    /**
     * What is averaged.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return its shape, that of h but for {@link #CONVOLVED}.
     */
    public ImageShape map(EncoderSpec spec, int block) {
        BlockShape b = spec.blocks().get(block);
        return this == CONVOLVED ? b.convolution().output() : b.map();
    }

    /**
     * The window of the average pool.
     *
     * @param spec  the encoder.
     * @param block the block, from 0.
     * @return its height and width; its stride is the same.
     */
    public int[] window(EncoderSpec spec, int block) {
        if (this == NONE || this == CONVOLVED) {
            return new int[]{1, 1};
        }
        BlockShape b = spec.blocks().get(block);
        return isGlobal(spec, block) ? new int[]{b.mapHeight(), b.mapWidth()} : new int[]{b.poolKernel(), b.poolKernel()};
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
        ImageShape map = map(spec, block);
        int[] window = window(spec, block);
        return map.channels() * (map.height() / window[0]) * (map.width() / window[1]);
    }
}
