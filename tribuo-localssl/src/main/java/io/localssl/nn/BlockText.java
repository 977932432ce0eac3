package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block as it is written, before the map it reads is known.
 *
 * @param kind     empty, F or R.
 * @param channels its channels.
 * @param kernel   rows and columns of its filters.
 * @param stride   of its first convolution.
 * @param pool     its pool.
 */
record BlockText(String kind, int channels, int kernel, int stride, MapPool pool) {
    private static final Pattern SYNTAX = Pattern.compile("([FR]?)([1-9]\\d{0,6})(?:k([1-9]\\d?))?(?:s([1-9]\\d?))?(M4|M|A)?");

    /** @return the block, or null if the text is none. */
    static @Nullable BlockText parse(String text) {
        Matcher m = SYNTAX.matcher(text.trim());
        if (!m.matches()) {
            return null;
        }
        int kernel = number(m.group(3), 3);
        int stride = number(m.group(4), 1);
        MapPool pool = Arrays.stream(MapPool.values()).filter(p -> p.mark().equals(m.group(5) == null ? "" : m.group(5))).findFirst().orElseThrow();
        boolean plain = m.group(1).isEmpty();
        boolean sized = m.group(3) != null || pool != MapPool.NONE || (m.group(1).equals("F") && m.group(4) != null);
        return kernel % 2 == 0 || (!plain && sized) ? null : new BlockText(m.group(1), Integer.parseInt(m.group(2)), kernel, stride, pool);
    }

    private static int number(@Nullable String text, int otherwise) {
        return text == null ? otherwise : Integer.parseInt(text);
    }

    /** @return whether it makes its map smaller by a pool or a stride. */
    boolean shrinks() {
        return pool != MapPool.NONE || stride > 1;
    }

    /** The first convolution on a map. */
    ConvolutionShape convolution(ImageShape input) {
        return kind.equals("F") ? ConvolutionShape.fullyConnected(input, channels) : ConvolutionShape.same(input, channels, kernel, stride);
    }

    /** The block on a map. */
    BlockShape build(ConvolutionShape convolution, InputNormalisation normalisation, InputNormalisation inside, Activation activation, int poolKernel) {
        BlockShape.Residual residual = null;
        if (kind.equals("R")) {
            ImageShape input = convolution.input();
            boolean same = input.equals(convolution.output());
            residual = new BlockShape.Residual(inside, ConvolutionShape.same(convolution.output(), channels, 3, 1),
                    same ? null : new ConvolutionShape(input, channels, 1, 1, stride, 0));
        }
        return new BlockShape(normalisation, convolution, residual, activation, pool, poolKernel);
    }
}
