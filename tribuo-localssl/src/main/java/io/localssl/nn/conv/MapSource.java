package io.localssl.nn.conv;

import java.util.Arrays;

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

    /**
     * Reads a row of a map as a strip has it: its columns 0, 4, 8... one after the other in the first array, 1, 5, 9... in the second, and so on; zero outside the map.
     *
     * @param row     the row of the batch.
     * @param y       the row of the map, which may be below it.
     * @param columns the first four receive it.
     * @param scratch the arrays of the worker that reads.
     */
    final void readColumns(int row, int y, float[][] columns, Scratch scratch) {
        readColumns(row, y, 0, (width + Lowering.STRIP - 1) / Lowering.STRIP * Lowering.STRIP, columns, scratch);
    }

    /**
     * Reads a part of a row likewise, the columns first, first + 4, first + 8... into the first array.
     *
     * @param row     the row of the batch.
     * @param y       the row of the map, which may be above or below it.
     * @param first   the first column, which may be left of the map.
     * @param end     behind the last column, which may be right of it.
     * @param columns the first four receive it.
     * @param scratch the arrays of the worker that reads.
     */
    final void readColumns(int row, int y, int first, int end, float[][] columns, Scratch scratch) {
        boolean inside = y >= 0 && y < height;
        for (int i = 0; i < end - first; i++) {
            int x = first + i;
            float[] column = columns[i % Lowering.STRIP];
            int at = i / Lowering.STRIP * channels;
            if (inside && x >= 0 && x < width) {
                read(row, y, x, column, at, scratch);
            } else {
                Arrays.fill(column, at, at + channels, 0);
            }
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
