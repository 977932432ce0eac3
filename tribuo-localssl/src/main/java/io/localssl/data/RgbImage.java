package io.localssl.data;

import io.localssl.image.GreyLevels;
import io.localssl.image.ImageShape;
import io.localssl.image.ResizedCrop;

/**
 * A colour image of any size.
 *
 * @param shape  3 x height x width.
 * @param pixels the unsigned bytes in (channel, row, column) order.
 */
record RgbImage(ImageShape shape, byte[] pixels) {

    /**
     * Cuts the largest square out of the middle and resizes it by antialiased bilinear resampling, rounded to whole grey levels: the shorter side fits.
     *
     * @param side   pixels a side.
     * @param square receives 3 * side * side unsigned bytes.
     */
    void toSquare(int side, byte[] square) {
        int cut = Math.min(shape.height(), shape.width());
        if (cut == side && cut == Math.max(shape.height(), shape.width())) {
            System.arraycopy(pixels, 0, square, 0, square.length);
            return;
        }
        float[] resized = new float[square.length];
        new ResizedCrop(shape, side, side).apply(pixels, (shape.height() - cut) / 2, (shape.width() - cut) / 2, cut, cut, resized);
        for (int i = 0; i < square.length; i++) {
            square[i] = GreyLevels.nearest(resized[i]);
        }
    }
}
