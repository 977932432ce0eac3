package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;

/** An implementation of the arithmetic of blocks on ND4J's memory. */
public interface Backend {

    /** @return a short name, for logs and provenance. */
    String name();

    /** @return whether it computes with this type. */
    boolean supports(DataType type);

    /**
     * Allocates the kernels of an encoder.
     *
     * @param spec       the encoder.
     * @param parameters its weights.
     * @param rows       the number of rows, two views of each image.
     * @param pooling    how the loss pools.
     * @param flow       whether gradients shall be able to cross block boundaries.
     * @return the kernels; the caller closes them.
     */
    BlockStack stack(EncoderSpec spec, EncoderParameters parameters, int rows, FeaturePooling pooling, GradientFlow flow);
}
