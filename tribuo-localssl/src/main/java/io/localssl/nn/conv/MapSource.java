package io.localssl.nn.conv;

/** Maps that can be read position by position. */
abstract class MapSource {
    final int channels;
    final int height;
    final int width;

    /**
     * @param channels the number of channels.
     * @param height   the number of rows of a map.
     * @param width    the number of columns of a map.
     */
    MapSource(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /**
     * Reads all channels of one position.
     *
     * @param row     the row of the batch.
     * @param y       the row of the map.
     * @param x       the column of the map.
     * @param into    receives the channels.
     * @param at      where the first one goes.
     * @param scratch the arrays of the worker that reads.
     */
    abstract void read(int row, int y, int x, float[] into, int at, Scratch scratch);

    /**
     * Reads a row of a map, all channels of one position after the other.
     *
     * @param row     the row of the batch.
     * @param y       the row of the map.
     * @param into    receives it.
     * @param at      where it starts.
     * @param scratch the arrays of the worker that reads.
     */
    void readRow(int row, int y, float[] into, int at, Scratch scratch) {
        for (int x = 0; x < width(); x++) {
            read(row, y, x, into, at + x * channels(), scratch);
        }
    }

    /** @return the number of channels. */
    final int channels() {
        return channels;
    }

    /** @return the number of rows of a map. */
    final int height() {
        return height;
    }

    /** @return the number of columns of a map. */
    final int width() {
        return width;
    }
}
