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
        resampling.start(height, width, 1);
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = (channel * shape.height() + top) * shape.width() + left;
            for (int row = 0; row < height; row++) {
                resampling.narrowRow(image, from + row * shape.width(), narrow, row * outWidth);
            }
            for (int row = 0; row < outHeight; row++) {
                resampling.mixRows(narrow, 0, row, view, (channel * outHeight + row) * outWidth);
            }
        }
    }
}
