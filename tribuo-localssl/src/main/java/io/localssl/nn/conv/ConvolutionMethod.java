package io.localssl.nn.conv;

import io.localssl.LocalSSLException;
import io.localssl.nn.EncoderSpec;

import io.localssl.onnx.ConvolutionShape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a convolution is computed. */
public enum ConvolutionMethod {
    /** Every product of an input and a weight. */
    DIRECT {
        @Override
        Lowering lowering(ConvolutionShape shape) {
            return new Patches(shape);
        }
    },
    /** Winograd's minimal filtering F(4x4, 3x3): a quarter of the multiplications, and about ten times the rounding error, 1e-6 of the largest value. */
    WINOGRAD {
        @Override
        Lowering lowering(ConvolutionShape shape) {
            return new Winograd(shape.height(), shape.width());
        }
    };

    /** Below this many input channels the transforms cost more than they save. */
    private static final int CHANNELS = 16;

    private static final String SEPARATOR = "-";

    abstract Lowering lowering(ConvolutionShape shape);

    /** @return whether it can compute such a convolution. */
    boolean fits(ConvolutionShape shape) {
        return this == DIRECT || shape.kernelHeight() == 3 && shape.kernelWidth() == 3 && shape.stride() == 1 && shape.padding() == 1;
    }

    /**
     * The method for a convolution by its sizes alone, so that the same seed gives the same bits: Winograd's where it leaves at most half of the multiplications,
     * counting those of tiles that reach over the border.
     *
     * @param shape the convolution.
     * @return the method.
     */
    public static ConvolutionMethod of(ConvolutionShape shape) {
        int tiles = (shape.height() + 3) / 4 * ((shape.width() + 3) / 4);
        return WINOGRAD.fits(shape) && shape.inChannels() >= CHANNELS && 8 * tiles <= shape.height() * shape.width() ? WINOGRAD : DIRECT;
    }

    /**
     * The methods of all convolutions by their sizes.
     *
     * @param spec the encoder.
     * @return the methods, in the order of {@link EncoderSpec#convolutions()}.
     */
    public static List<ConvolutionMethod> of(EncoderSpec spec) {
        return spec.convolutions().stream().map(ConvolutionMethod::of).toList();
    }

    /**
     * Checks that methods fit an encoder.
     *
     * @param methods the methods.
     * @param spec    the encoder.
     * @throws LocalSSLException if there is not one for each convolution, which it can compute.
     */
    public static void requireFit(List<ConvolutionMethod> methods, EncoderSpec spec) {
        List<ConvolutionShape> shapes = spec.convolutions();
        if (methods.size() != shapes.size()) {
            throw new LocalSSLException("found convolutions " + format(methods) + ", expected one for each of the " + shapes.size() + " convolutions of " + spec.net());
        }
        for (int i = 0; i < methods.size(); i++) {
            if (!methods.get(i).fits(shapes.get(i))) {
                throw new LocalSSLException("found " + methods.get(i) + " for convolution " + (i + 1) + " of " + spec.net() + ", expected direct: its filters are not 3x3 "
                        + "with stride 1");
            }
        }
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
                .orElseThrow(() -> new LocalSSLException("found convolution '" + name + "' in '" + text + "', expected direct or winograd for each convolution"))).toList();
    }

    /**
     * Writes methods as text.
     *
     * @param methods one for each convolution.
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
