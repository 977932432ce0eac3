package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

/**
 * How a convolution of a batch is cut into pieces, from its sizes alone: the results do not depend on the number of threads. The images go through in chunks of
 * about the same size, whose planes stay in the cache. Where all of them are one chunk, the output channels are taken in panels, so that only the transformed weights
 * of a panel are kept: all of them would be four times as large as the weights. Where there is room for the input planes of all chunks, they are kept from the forward
 * pass for the gradient of the weights.
 *
 * @param lowering how it becomes products.
 * @param shape    its sizes.
 * @param rows     the rows of the batch.
 * @param chunk    images in a chunk.
 * @param panel    output channels in a panel.
 */
record ConvolutionPlan(Lowering lowering, ConvolutionShape shape, int rows, int chunk, int panel) {
    /** Items in a chunk with many planes: enough to make the products efficient, few enough to keep them near the processor. */
    private static final int TILES = 512;
    /** Items in a chunk with one plane. */
    private static final int POSITIONS = 8192;
    /** The most floats of the input planes of a chunk: 40 MiB. */
    private static final long CHUNK = 10L << 20;
    /** The most floats of the transformed weights of a panel: 20 MiB. */
    private static final long PANEL = 5L << 20;
    /** Panels are multiples of so many channels: oneDNN's product of 64 x 1024 by 1024 x 103 takes a third longer than by 1024 x 112. */
    private static final int LANES = 16;
    /** The most floats of the input planes of several chunks that are kept: 10 MiB. More leave the cache, and cost as much as to compute them again. */
    private static final long KEPT = 5L << 19;

    static ConvolutionPlan of(ConvolutionMethod method, ConvolutionShape shape, int rows) {
        Lowering lowering = method.lowering(shape);
        int items = lowering.planes() == 1 ? POSITIONS : TILES;
        long column = (long) lowering.planes() * lowering.columns(shape.inChannels());
        long images = Math.min(items, CHUNK / column) / lowering.itemsPerImage();
        int chunk = pieces(rows, pieces(rows, (int) Math.max(1, images)));
        int panels = chunk == rows ? pieces(shape.outChannels(), (int) Math.max(LANES, PANEL / column)) : 1;
        int panel = Math.min(shape.outChannels(), LANES * pieces(pieces(shape.outChannels(), panels), LANES));
        return new ConvolutionPlan(lowering, shape, rows, chunk, panel);
    }

    /** n / most, rounded up. */
    private static int pieces(int n, int most) {
        return (n + most - 1) / most;
    }

    int in() {
        return shape.inChannels();
    }

    int out() {
        return shape.outChannels();
    }

    int strips() {
        return (shape.height() + Lowering.STRIP - 1) / Lowering.STRIP;
    }

    private int tilesAcross() {
        return (shape.width() + Lowering.STRIP - 1) / Lowering.STRIP;
    }

    int chunkItems() {
        return chunk * lowering.itemsPerImage();
    }

    /** Whether the input planes of all images stand at once. */
    boolean keepsInputs() {
        return chunk == rows || Planes.floats(lowering.planes(), rows * lowering.itemsPerImage(), lowering.columns(in())) <= KEPT;
    }

    /** Items in the input planes. */
    int inputItems() {
        return keepsInputs() ? rows * lowering.itemsPerImage() : chunkItems();
    }

    long inputFloats() {
        return Planes.floats(lowering.planes(), inputItems(), lowering.columns(in()));
    }

    long productFloats() {
        return Planes.floats(lowering.planes(), chunkItems(), out());
    }

    long weightFloats() {
        return Planes.floats(lowering.planes(), panel, lowering.columns(in()));
    }

    /** Values in a row of a strip's columns; enough for a line of one channel as well. */
    int scratchWidth() {
        return Math.max((tilesAcross() + 1) * Math.max(in(), out()), shape.input().width());
    }

    int scratchLine() {
        return Math.max(shape.fanIn() * shape.width(), Math.max(shape.width() * out(), shape.taps() * Math.max(in(), out())));
    }

    /** Rows of the input that a strip of the output reads. */
    int scratchRows() {
        return (Math.min(Lowering.STRIP, shape.height()) - 1) * shape.stride() + shape.kernelHeight();
    }

    /** Values in one of them, padding included. */
    int scratchRow() {
        return (shape.input().width() + 2 * shape.padding()) * in();
    }
}
