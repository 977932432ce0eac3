package io.localssl.image;

/**
 * Cuts a rectangle out of an image and resizes it by antialiased bilinear resampling, first along the rows, then along the columns; see {@link
 * ResampleWeights}. Pixels outside the rectangle play no part. As torchvision's {@code resized_crop} over Pillow images, without its rounding to
 * whole grey levels.
 */
public final class ResizedCrop {
    private final ImageShape shape;
    private final int outHeight;
    private final int outWidth;
    private final ResampleWeights columnWeights;
    private final ResampleWeights rowWeights;
    private final float[] narrow;

    /**
     * @param shape     the shape of the images.
     * @param outHeight rows of the result.
     * @param outWidth  columns of the result.
     */
    public ResizedCrop(ImageShape shape, int outHeight, int outWidth) {
        this.shape = shape;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.columnWeights = new ResampleWeights(outWidth);
        this.rowWeights = new ResampleWeights(outHeight);
        this.narrow = new float[shape.height() * outWidth];
    }

    /**
     * Cuts and resizes.
     *
     * @param image  the pixels as unsigned bytes in (channel, row, column) order.
     * @param top    the first row of the rectangle.
     * @param left   its first column.
     * @param height its rows, at least 1.
     * @param width  its columns, at least 1.
     * @param view   receives C * outHeight * outWidth values in [0, 255].
     */
    public void apply(byte[] image, int top, int left, int height, int width, float[] view) {
        columnWeights.compute(width);
        rowWeights.compute(height);
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = (channel * shape.height() + top) * shape.width() + left;
            for (int row = 0; row < height; row++) {
                resampleRow(image, from + row * shape.width(), row * outWidth);
            }
            for (int row = 0; row < outHeight; row++) {
                mixRows(row, view, (channel * outHeight + row) * outWidth);
            }
        }
    }

    private void resampleRow(byte[] image, int from, int to) {
        int[] first = columnWeights.first();
        float[] weights = columnWeights.weights();
        for (int x = 0; x < outWidth; x++) {
            narrow[to + x] = weights[x] * (image[from + first[x]] & 0xFF);
        }
        for (int tap = 1; tap < columnWeights.taps(); tap++) {
            int weight = tap * outWidth;
            int source = from + tap;
            for (int x = 0; x < outWidth; x++) {
                narrow[to + x] += weights[weight + x] * (image[source + first[x]] & 0xFF);
            }
        }
    }

    private void mixRows(int row, float[] view, int to) {
        int from = rowWeights.first()[row] * outWidth;
        float[] weights = rowWeights.weights();
        float weight = weights[row];
        for (int x = 0; x < outWidth; x++) {
            view[to + x] = weight * narrow[from + x];
        }
        for (int tap = 1; tap < rowWeights.taps(); tap++) {
            int source = from + tap * outWidth;
            float next = weights[tap * outHeight + row];
            for (int x = 0; x < outWidth; x++) {
                view[to + x] += next * narrow[source + x];
            }
        }
    }
}
