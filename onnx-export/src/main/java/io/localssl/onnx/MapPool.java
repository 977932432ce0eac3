package io.localssl.onnx;

import io.localssl.image.ImageShape;

/** How a block makes its map smaller. Borders that do not fill a window are dropped. */
public enum MapPool {
    /** Not at all. */
    NONE("", 1, 1, 0),
    /** The maximum of each 2 x 2 window. */
    MAX("M", 2, 2, 0),
    /** The maximum of each 4 x 4 window, stride 2, padding 1: windows overlap. */
    OVERLAPPING_MAX("M4", 4, 2, 1),
    /** The mean of each 2 x 2 window. */
    AVERAGE("A", 2, 2, 0);

    private final String mark;
    private final int kernel;
    private final int stride;
    private final int padding;

    MapPool(String mark, int kernel, int stride, int padding) {
        this.mark = mark;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
    }

    /** @return how it is written behind the channels of a block. */
    public String mark() {
        return mark;
    }

    /** @return rows and columns of a window. */
    public int kernel() {
        return kernel;
    }

    /** @return rows and columns from one window to the next. */
    public int stride() {
        return stride;
    }

    /** @return rows and columns around the map that belong to no position. */
    public int padding() {
        return padding;
    }

    /**
     * @param side rows or columns of a map.
     * @return those of the pooled map, 0 where no window fits.
     */
    public int pooled(int side) {
        return Math.max(0, Math.floorDiv(side + 2 * padding - kernel, stride) + 1);
    }

    /**
     * @param map a map.
     * @return the map after this.
     * @throws EncoderFormatException if nothing would be left of it.
     */
    public ImageShape pooled(ImageShape map) {
        int height = pooled(map.height());
        int width = pooled(map.width());
        if (height < 1 || width < 1) {
            throw new EncoderFormatException("found a " + kernel + "x" + kernel + " pool on a " + map.height() + "x" + map.width()
                    + " map, expected a map that is not smaller; use larger images or fewer pools");
        }
        return new ImageShape(map.channels(), height, width);
    }
}
