package io.localssl.image;

/** Decoded pixels as 8-bit levels, as they are stored: orientation is not applied. For one thread. */
interface Levels {

    /** @return the stored rows. */
    int height();

    /** @return the stored columns. */
    int width();

    /** @return 1 for grey, 3 for red, green and blue. */
    int channels();

    /**
     * Writes a part of a row.
     *
     * @param row    the row.
     * @param from   its first column.
     * @param count  how many columns.
     * @param planes receives unsigned bytes, each channel in a plane of its own.
     * @param to     the first place written.
     * @param area   how far the planes are from each other.
     */
    void copyRow(int row, int from, int count, byte[] planes, int to, int area);
}
