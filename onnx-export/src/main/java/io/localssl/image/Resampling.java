package io.localssl.image;

/** Antialiased bilinear resampling of a rectangle, first along the rows, then along the columns; see {@link ResampleWeights}. */
final class Resampling {
    /** From so many taps on, sums are better kept in registers; the result is the same, bit for bit. */
    private static final int MANY_TAPS = 8;
    private static final int TOGETHER = 4;

    private final int outHeight;
    private final int outWidth;
    private final ResampleWeights columnWeights;
    private final ResampleWeights rowWeights;

    /**
     * @param outHeight rows of the result.
     * @param outWidth  columns of the result.
     */
    Resampling(int outHeight, int outWidth) {
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.columnWeights = new ResampleWeights(outWidth);
        this.rowWeights = new ResampleWeights(outHeight);
    }

    /**
     * Begins with a rectangle.
     *
     * @param height its rows.
     * @param width  its columns.
     */
    void start(int height, int width) {
        columnWeights.compute(width);
        rowWeights.compute(height);
    }

    /**
     * Resamples along a row.
     *
     * @param image  unsigned bytes.
     * @param from   the first pixel of the row.
     * @param narrow receives outWidth values in [0, 255].
     * @param to     the first place written.
     */
    void narrowRow(byte[] image, int from, float[] narrow, int to) {
        if (columnWeights.taps() >= MANY_TAPS) {
            narrowLongRow(image, from, narrow, to);
            return;
        }
        float[] weights = columnWeights.weights();
        int[] firstPixel = columnWeights.first();
        for (int x = 0; x < outWidth; x++) {
            narrow[to + x] = weights[x] * (image[from + firstPixel[x]] & 0xFF);
        }
        for (int tap = 1; tap < columnWeights.taps(); tap++) {
            int weight = tap * outWidth;
            int source = from + tap;
            for (int x = 0; x < outWidth; x++) {
                narrow[to + x] += weights[weight + x] * (image[source + firstPixel[x]] & 0xFF);
            }
        }
    }

    /** The same, a few values at a time. */
    private void narrowLongRow(byte[] image, int from, float[] narrow, int to) {
        float[] weights = columnWeights.weights();
        int[] firstPixel = columnWeights.first();
        int end = columnWeights.taps() * outWidth;
        int x = 0;
        for (; x + TOGETHER <= outWidth; x += TOGETHER) {
            int first0 = from + firstPixel[x];
            int first1 = from + firstPixel[x + 1];
            int first2 = from + firstPixel[x + 2];
            int first3 = from + firstPixel[x + 3];
            float sum0 = 0;
            float sum1 = 0;
            float sum2 = 0;
            float sum3 = 0;
            int source = 0;
            for (int weight = x; weight < end; weight += outWidth) {
                sum0 += weights[weight] * (image[first0 + source] & 0xFF);
                sum1 += weights[weight + 1] * (image[first1 + source] & 0xFF);
                sum2 += weights[weight + 2] * (image[first2 + source] & 0xFF);
                sum3 += weights[weight + 3] * (image[first3 + source] & 0xFF);
                source++;
            }
            narrow[to + x] = sum0;
            narrow[to + x + 1] = sum1;
            narrow[to + x + 2] = sum2;
            narrow[to + x + 3] = sum3;
        }
        for (; x < outWidth; x++) {
            float sum = 0;
            int source = from + firstPixel[x];
            for (int weight = x; weight < end; weight += outWidth) {
                sum += weights[weight] * (image[source] & 0xFF);
                source++;
            }
            narrow[to + x] = sum;
        }
    }

    /**
     * Resamples along the columns: makes one row of the result.
     *
     * @param narrow rows that {@link #narrowRow} made, one after the other.
     * @param from   the first of them.
     * @param row    which row of the result.
     * @param view   receives outWidth values in [0, 255].
     * @param to     the first place written.
     */
    void mixRows(float[] narrow, int from, int row, float[] view, int to) {
        int begin = from + rowWeights.first()[row] * outWidth;
        float[] weights = rowWeights.weights();
        float weight = weights[row];
        for (int x = 0; x < outWidth; x++) {
            view[to + x] = weight * narrow[begin + x];
        }
        for (int tap = 1; tap < rowWeights.taps(); tap++) {
            int source = begin + tap * outWidth;
            float next = weights[tap * outHeight + row];
            for (int x = 0; x < outWidth; x++) {
                view[to + x] += next * narrow[source + x];
            }
        }
    }
}
