package io.localssl.image;

/**
 * A rectangle of an image and the size that it is resized to.
 *
 * @param top       its first row.
 * @param left      its first column.
 * @param height    its rows.
 * @param width     its columns.
 * @param outHeight the rows of the result.
 * @param outWidth  the columns of the result.
 */
record Cut(int top, int left, int height, int width, int outHeight, int outWidth) {
    /**
     * Cuts and resizes, to whole levels. Rows are read one after the other and never held together.
     *
     * @param channels 3, or as many as the image has; grey ones are repeated.
     * @return the unsigned bytes in (channel, row, column) order.
     */
    byte[] planes(Levels levels, int channels) {
        int area = outHeight * outWidth;
        byte[] planes = new byte[channels * area];
        if (height == outHeight && width == outWidth) {
            copy(levels, planes, area);
        } else {
            resize(levels, planes);
        }
        for (int channel = levels.channels(); channel < channels; channel++) {
            System.arraycopy(planes, 0, planes, channel * area, area);
        }
        return planes;
    }

    private void copy(Levels levels, byte[] planes, int area) {
        for (int row = 0; row < height; row++) {
            levels.copyRow(top + row, left, width, planes, row * width, area);
        }
    }

    private void resize(Levels levels, byte[] planes) {
        int channels = levels.channels();
        byte[] pixels = new byte[channels * width];
        float[] narrow = new float[channels * height * outWidth];
        Resampling resampling = new Resampling(outHeight, outWidth);
        resampling.start(height, width);
        for (int row = 0; row < height; row++) {
            levels.copyRow(top + row, left, width, pixels, 0, width);
            for (int channel = 0; channel < channels; channel++) {
                resampling.narrowRow(pixels, channel * width, narrow, (channel * height + row) * outWidth);
            }
        }
        float[] line = new float[outWidth];
        for (int i = 0; i < channels * outHeight; i++) {
            resampling.mixRows(narrow, i / outHeight * height * outWidth, i % outHeight, line, 0);
            for (int x = 0; x < outWidth; x++) {
                planes[i * outWidth + x] = GreyLevels.nearest(line[x]);
            }
        }
    }
}
