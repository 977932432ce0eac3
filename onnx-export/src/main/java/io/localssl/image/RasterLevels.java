package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/** Levels of an image that Java's readers have decoded. */
abstract class RasterLevels implements Levels {
    final Raster raster;
    private final int channels;
    /** Where bytes lie that are in the order of the bands already; null for others. */
    private final @Nullable SamplePlaces inOrder;
    private byte[] bytes = new byte[0];

    RasterLevels(Raster raster, int channels) {
        this.raster = raster;
        this.channels = channels;
        SamplePlaces places = raster.getDataBuffer() instanceof DataBufferByte ? SamplePlaces.of(raster) : null;
        int[] order = places == null ? null : places.order();
        inOrder = order != null && IntStream.range(0, order.length).allMatch(band -> order[band] == band) ? places : null;
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

    /** Holds a part of a row of a raster of bytes, pixel by pixel, until the next call; not to be changed. */
    final byte[] bytes(int row, int from, int count) {
        if (inOrder != null) {
            return ((DataBufferByte) raster.getDataBuffer()).getData();
        }
        int length = count * raster.getNumDataElements();
        if (bytes.length != length) {
            bytes = new byte[length];
        }
        raster.getDataElements(raster.getMinX() + from, raster.getMinY() + row, count, 1, bytes);
        return bytes;
    }

    /** Where the part of the row begins in {@link #bytes}. */
    final int begin(int row, int from) {
        return inOrder != null ? inOrder.of(row, from, 0) : 0;
    }
}
