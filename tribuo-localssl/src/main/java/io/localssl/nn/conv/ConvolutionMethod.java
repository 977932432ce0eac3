package io.localssl.nn.conv;

import io.localssl.LocalSSLException;
import io.localssl.nn.EncoderSpec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

    private static final String SEPARATOR = "-";

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

    /**
     * Reads what {@link #format} writes.
     *
     * @param text names of methods, such as {@code direct-winograd-winograd}.
     * @return the methods.
     * @throws LocalSSLException if one is unknown.
     */
    public static List<ConvolutionMethod> parse(String text) {
        return Arrays.stream(text.split(SEPARATOR, -1)).map(name -> Arrays.stream(values()).filter(method -> method.toString().equals(name)).findFirst()
                .orElseThrow(() -> new LocalSSLException("found convolution '" + name + "' in '" + text + "', expected direct or winograd for each block"))).toList();
    }

    /**
     * Writes methods as text.
     *
     * @param methods one for each block.
     * @return their names with hyphens between them.
     */
    public static String format(List<ConvolutionMethod> methods) {
        return methods.stream().map(ConvolutionMethod::toString).collect(Collectors.joining(SEPARATOR));
    }

    /** @return its name in small letters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
