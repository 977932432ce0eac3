package io.localssl.image;

import java.awt.image.Raster;

/** Levels of an image that Java's readers have decoded. */
abstract class RasterLevels implements Levels {
    final Raster raster;
    private final int channels;
    private byte[] bytes = new byte[0];

    RasterLevels(Raster raster, int channels) {
        this.raster = raster;
        this.channels = channels;
    }

    @Override
    public final int height() {
        return raster.getHeight();
    }

    @Override
    public final int width() {
        return raster.getWidth();
    }

    @Override
    public final int channels() {
        return channels;
    }

    /** A part of a row of a raster of bytes as it is stored, valid until the next call. */
    final byte[] bytes(int row, int from, int count) {
        int length = count * raster.getNumDataElements();
        if (bytes.length != length) {
            bytes = new byte[length];
        }
        raster.getDataElements(raster.getMinX() + from, raster.getMinY() + row, count, 1, bytes);
        return bytes;
    }
}
