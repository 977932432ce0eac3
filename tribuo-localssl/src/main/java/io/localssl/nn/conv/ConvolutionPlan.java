package io.localssl.nn.conv;

/**
 * How a convolution of a batch is cut into pieces, from its sizes alone: the results do not depend on the number of threads. The images go through in chunks
 * whose planes stay in the cache. Where all of them are one chunk, the output channels are taken in panels, so that only the transformed weights of a panel
 * are kept: all of them would be four times as large as the weights.
 *
 * @param lowering   how it becomes products.
 * @param rows       the rows of the batch.
 * @param in         the input channels.
 * @param out        the output channels.
 * @param height     rows of its map.
 * @param width      columns of its map.
 * @param chunk      images in a chunk.
 * @param panel      output channels in a panel.
 */
record ConvolutionPlan(Lowering lowering, int rows, int in, int out, int height, int width, int chunk, int panel) {
    /** Items in a chunk with many planes: enough to make the products efficient, few enough to keep them near the processor. */
    private static final int TILES = 512;
    /** Items in a chunk with one plane. */
    private static final int POSITIONS = 8192;
    /** The most floats of the input planes of a chunk: 32 MiB. */
    private static final long CHUNK = 8L << 20;
    /** The most floats of the transformed weights of a panel: 64 MiB. */
    private static final long PANEL = 16L << 20;

    static ConvolutionPlan of(Lowering lowering, int rows, int in, int out, int height, int width) {
        int items = lowering.planes() == 1 ? POSITIONS : TILES;
        long column = (long) lowering.planes() * lowering.columns(in);
        long images = Math.min(items, CHUNK / column) / lowering.itemsPerImage();
        int chunk = (int) Math.max(1, Math.min(rows, images));
        int panel = chunk == rows ? (int) Math.max(16, Math.min(out, PANEL / column)) : out;
        return new ConvolutionPlan(lowering, rows, in, out, height, width, chunk, Math.min(panel, out));
    }

    int strips() {
        return (height + Lowering.STRIP - 1) / Lowering.STRIP;
    }

    private int tilesAcross() {
        return (width + Lowering.STRIP - 1) / Lowering.STRIP;
    }

    int chunkItems() {
        return chunk * lowering.itemsPerImage();
    }

    long inputFloats() {
        return (long) lowering.planes() * chunkItems() * lowering.columns(in);
    }

    long productFloats() {
        return (long) lowering.planes() * chunkItems() * out;
    }

    long weightFloats() {
        return (long) lowering.planes() * panel * lowering.columns(in);
    }

    int scratchWidth() {
        return Math.max((tilesAcross() + 1) * Math.max(in, out), (width + 2) * in);
    }

    int scratchLine() {
        return Math.max(9 * width * in, Math.max(width * out, 9 * Math.max(in, out)));
    }
}
