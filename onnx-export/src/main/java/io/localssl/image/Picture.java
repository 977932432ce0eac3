package io.localssl.image;

/**
 * A decoded image as it is stored.
 *
 * @param levels      its pixels.
 * @param orientation how they become upright.
 */
record Picture(Levels levels, Orientation orientation) {

    /** @return the rows of the upright image. */
    int height() {
        return orientation.transposed() ? levels.width() : levels.height();
    }

    /** @return the columns of the upright image. */
    int width() {
        return orientation.transposed() ? levels.height() : levels.width();
    }

    /**
     * Cuts, resizes and turns the image upright.
     *
     * @param shape the shape of the result; with one channel it is the luma, ITU-R BT.601.
     * @param fit   what is cut.
     * @return its unsigned bytes in (channel, row, column) order.
     */
    byte[] render(ImageShape shape, Fit fit) {
        Levels source = shape.channels() == 1 && levels.channels() > 1 ? new LumaLevels(levels) : levels;
        byte[] stored = cut(shape, fit).planes(source, shape.channels());
        if (orientation.equals(Orientation.UPRIGHT)) {
            return stored;
        }
        byte[] pixels = new byte[shape.size()];
        int area = shape.height() * shape.width();
        int storedHeight = orientation.transposed() ? shape.width() : shape.height();
        for (int channel = 0; channel < shape.channels(); channel++) {
            orientation.place(stored, channel * area, storedHeight, area / storedHeight, pixels, channel * area);
        }
        return pixels;
    }

    /** The part that is wanted, in stored rows and columns. */
    private Cut cut(ImageShape shape, Fit fit) {
        int outHeight = orientation.transposed() ? shape.width() : shape.height();
        int outWidth = orientation.transposed() ? shape.height() : shape.width();
        int height = fit.cut(levels.height(), levels.width(), outHeight, outWidth);
        int width = fit.cut(levels.width(), levels.height(), outWidth, outHeight);
        return new Cut(middle(levels.height(), height, orientation.rowsReversed()), middle(levels.width(), width, orientation.columnsReversed()), height, width,
                outHeight, outWidth);
    }

    /** Where the part in the middle begins; half a pixel is rounded down in the upright image, which is up in one that is stored in reverse. */
    private static int middle(int side, int cut, boolean reversed) {
        return reversed ? side - cut - (side - cut) / 2 : (side - cut) / 2;
    }
}
