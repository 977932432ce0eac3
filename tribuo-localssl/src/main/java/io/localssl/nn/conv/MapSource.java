package io.localssl.nn.conv;

/** Maps that can be read position by position. */
interface MapSource {

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
    void read(int row, int y, int x, float[] into, int at, Scratch scratch);

    /**
     * Reads a row of a map, all channels of one position after the other.
     *
     * @param row     the row of the batch.
     * @param y       the row of the map.
     * @param into    receives it.
     * @param at      where it starts.
     * @param scratch the arrays of the worker that reads.
     */
    default void readRow(int row, int y, float[] into, int at, Scratch scratch) {
        for (int x = 0; x < width(); x++) {
            read(row, y, x, into, at + x * channels(), scratch);
        }
    }

    /** @return the number of channels. */
    int channels();

    /** @return the number of rows of a map. */
    int height();

    /** @return the number of columns of a map. */
    int width();
}
