package io.localssl.nn.conv;

/**
 * How a convolution becomes matrix products. A strip is four rows of the output map (fewer at the lower border). The planes V of the
 * inputs have a row for each item of a strip and K columns, those of the products M as many rows and a column for each output channel; with a row of K weights
 * for each output channel in the planes U
 * <pre>
 * M_p = V_p U_p^T        dL/dU_p = (dL/dM_p)^T V_p
 * </pre>
 * in every plane p.
 */
interface Lowering {
    /** The output rows of a strip. */
    int STRIP = 4;

    /** @return the number of planes. */
    int planes();

    /** @return the rows that one image takes in each plane. */
    int itemsPerImage();

    /**
     * @param channels the input channels.
     * @return K.
     */
    int columns(int channels);

    /** Writes the rows of V of one strip; {@code image} counts from the first image of the planes. */
    void lower(MapSource map, int row, int strip, Scratch scratch, Planes planes, int image);

    /** Reads the rows of M of one strip into {@link Scratch#output}. */
    void raise(Planes products, int image, int strip, int channels, Scratch scratch);

    /** Writes the rows of dL/dM of one strip from dL/dy in {@link Scratch#output}, which is zero outside the map. */
    void lowerGradient(Scratch scratch, int channels, int strip, Planes gradients, int image);

    /** Writes a row of U from {@link Scratch#kernel}. */
    void lowerKernel(Scratch scratch, int channels, Planes weights, int row);

    /** Reads a row of dL/dU into {@link Scratch#kernel}. */
    void raiseKernelGradient(Planes gradients, int row, int channels, Scratch scratch);
}
