package io.localssl.onnx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** How the blocks of an encoder are written: {@code 32,64M,R128s2:normalisation=rms:patches=16/8}. */
public final class NetDescription {

    private NetDescription() {
    }

    /**
     * Describes an encoder.
     *
     * @param blocks  the blocks, from the pixels up, at least one. One normalisation and one activation count for all of them, as nets have it.
     * @param patches how an image is cut, null where it is not.
     * @return the blocks as {@link BlockShape#toString} writes them, joined by commas, and what of normalisation, activation and patches is not the default.
     */
    public static String of(List<BlockShape> blocks, @Nullable PatchGrid patches) {
        StringBuilder text = new StringBuilder(blocks.stream().map(BlockShape::toString).collect(Collectors.joining(",")));
        blocks.stream().map(NetDescription::normalisation).filter(normalisation -> normalisation != InputNormalisation.NONE).findFirst()
                .ifPresent(normalisation -> text.append(":normalisation=").append(normalisation));
        Activation activation = blocks.get(0).activation();
        if (activation != Activation.RELU) {
            text.append(":activation=").append(activation);
        }
        return patches == null ? text.toString() : text.append(":patches=").append(patches).toString();
    }

    /** The second convolution of a residual block is normalised in block 1 too, which reads the images as they are. */
    private static InputNormalisation normalisation(BlockShape block) {
        BlockShape.Residual residual = block.residual();
        return residual == null ? block.normalisation() : residual.normalisation();
    }
}
