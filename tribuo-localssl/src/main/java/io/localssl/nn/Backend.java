package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An implementation of the arithmetic of blocks on ND4J's memory. */
public interface Backend {

    /** @return a short name, for logs and provenance. */
    String name();

    /** @return whether it computes with this type. */
    boolean supports(DataType type);

    /**
     * How many threads the native libraries shall use for what the driving thread asks of them.
     *
     * @param threads how many threads compute.
     * @return their number; 1 where {@link Workers} do what is large, as waiting threads of OpenMP would take the processor from them.
     */
    int nativeThreads(int threads);

    /**
     * Allocates the kernels of an encoder.
     *
     * @param spec       the encoder.
     * @param parameters its weights.
     * @param images     the input, shape (rows, channels, height, width) with two views of each image, filled and owned by the caller.
     * @param settings   what the kernels shall do.
     * @param workers    the threads that compute, driven by the caller.
     * @return the kernels; the caller closes them.
     */
    BlockStack stack(EncoderSpec spec, EncoderParameters parameters, INDArray images, StackSettings settings, Workers workers);
}
