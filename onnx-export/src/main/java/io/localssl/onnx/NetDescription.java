package io.localssl.onnx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the blocks of an encoder are written: {@code 32,64M,R128s2:normalisation=rms:patches=16/8}. */
public final class NetDescription {

    private NetDescription() {
    }

    /**
     * Describes an encoder.
     *
     * @param blocks  the blocks, from the pixels up, at least one. What blocks read from those below is normalised in one way, and one activation counts for all, as nets have it.
     * @param patches how an image is cut, null where it is not.
     * @return the blocks as {@link BlockShape#toString} writes them, joined by commas, and what of normalisation, input, activation and patches is not the default.
     */
    public static String of(List<BlockShape> blocks, @Nullable PatchGrid patches) {
        StringBuilder text = new StringBuilder(blocks.stream().map(BlockShape::toString).collect(Collectors.joining(",")));
        InputNormalisation input = blocks.get(0).normalisation();
        Stream.concat(inner(blocks.get(0)).stream(), blocks.stream().skip(1).map(BlockShape::normalisation)).filter(normalisation -> normalisation != InputNormalisation.NONE)
                .findFirst().ifPresent(normalisation -> text.append(":normalisation=").append(normalisation));
        if (input != InputNormalisation.NONE) {
            text.append(":input=").append(input);
        }
        Activation activation = blocks.get(0).activation();
        if (activation != Activation.RELU) {
            text.append(":activation=").append(activation);
        }
        return patches == null ? text.toString() : text.append(":patches=").append(patches).toString();
    }

    /** What the second convolution of a residual block reads is normalised as what blocks above read, in block 1 too. */
    private static Optional<InputNormalisation> inner(BlockShape block) {
        return Optional.ofNullable(block.residual()).map(BlockShape.Residual::normalisation);
    }
}
