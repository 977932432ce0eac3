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
    private final Resampling resampling;
    private float[] narrow;

    /**
     * @param shape     the shape of the images; others may have as many channels and other sides.
     * @param outHeight rows of the result.
     * @param outWidth  columns of the result.
     */
    public ResizedCrop(ImageShape shape, int outHeight, int outWidth) {
        this.shape = shape;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.resampling = new Resampling(outHeight, outWidth);
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
        apply(image, shape.height(), shape.width(), top, left, height, width, view);
    }

    /**
     * Cuts and resizes an image with sides of its own.
     *
     * @param image       the pixels as unsigned bytes in (channel, row, column) order.
     * @param imageHeight the rows of the image.
     * @param imageWidth  its columns.
     * @param top         the first row of the rectangle.
     * @param left        its first column.
     * @param height      its rows, at least 1.
     * @param width       its columns, at least 1.
     * @param view        receives C * outHeight * outWidth values in [0, 255].
     */
    public void apply(byte[] image, int imageHeight, int imageWidth, int top, int left, int height, int width, float[] view) {
        if (narrow.length < height * outWidth) {
            narrow = new float[imageHeight * outWidth]; // the highest image so far
        }
        resampling.start(height, width);
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = (channel * imageHeight + top) * imageWidth + left;
            for (int row = 0; row < height; row++) {
                resampling.narrowRow(image, from + row * imageWidth, narrow, row * outWidth);
            }
            for (int row = 0; row < outHeight; row++) {
                resampling.mixRows(narrow, 0, row, view, (channel * outHeight + row) * outWidth);
            }
        }
    }
}
