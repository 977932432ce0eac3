package io.localssl.nn.conv;

/** Of a batch of 2B rows, row i of a source, and as row B + i the mean of its rows i and (i + 1) mod B, computed as they are read. */
final class PairedMaps extends MapSource {
    private final MapSource source;
    private final int images;

    /**
     * @param source what is paired, of which only rows 0 .. B-1 are read.
     * @param rows   2B.
     */
    PairedMaps(MapSource source, int rows) {
        super(source.channels(), source.height(), source.width());
        this.source = source;
        images = rows / 2;
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        source.read(row % images, y, x, into, at, scratch);
        if (row >= images) {
            source.read((row + 1) % images, y, x, scratch.position, 0, scratch);
            for (int c = 0; c < channels; c++) {
                into[at + c] = 0.5f * (into[at + c] + scratch.position[c]);
            }
        }
    }
}
