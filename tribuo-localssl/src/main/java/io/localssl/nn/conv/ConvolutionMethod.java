package io.localssl.nn.conv;

import io.localssl.nn.EncoderSpec;

import java.util.List;

/** How a convolution is computed. */
public enum ConvolutionMethod {
    /** Every product of an input and a weight. */
    DIRECT {
        @Override
        Lowering lowering(int height, int width) {
            return new Patches(height, width);
        }
    },
    /** Winograd's minimal filtering F(4x4, 3x3): a quarter of the multiplications, and about ten times the rounding error, 1e-6 of the largest value. */
    WINOGRAD {
        @Override
        Lowering lowering(int height, int width) {
            return new Winograd(height, width);
        }
    };

    /** Below this many input channels the transforms cost more than they save. */
    private static final int CHANNELS = 16;

    abstract Lowering lowering(int height, int width);

    /**
     * The method for a block by its sizes alone, so that the same seed gives the same bits: Winograd's where it leaves at most half of the multiplications,
     * counting those of tiles that reach over the border.
     *
     * @param block the block.
     * @return the method.
     */
    public static ConvolutionMethod of(EncoderSpec.Block block) {
        int tiles = (block.height() + 3) / 4 * ((block.width() + 3) / 4);
        return block.inChannels() >= CHANNELS && 8 * tiles <= block.height() * block.width() ? WINOGRAD : DIRECT;
    }

    /**
     * The methods of all blocks by their sizes.
     *
     * @param spec the encoder.
     * @return the methods, from the pixels up.
     */
    public static List<ConvolutionMethod> of(EncoderSpec spec) {
        return spec.blocks().stream().map(ConvolutionMethod::of).toList();
    }
}
