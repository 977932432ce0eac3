package io.localssl.image;

import java.awt.image.Raster;

/** Levels of an image that Java's readers have decoded. */
abstract class RasterLevels implements Levels {
    final Raster raster;
    private final int channels;

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
}
