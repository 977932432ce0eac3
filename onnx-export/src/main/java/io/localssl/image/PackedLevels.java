package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/** Levels that are computed from the bytes of each pixel as {@link PackedColours}. */
abstract class PackedLevels extends RasterLevels {
    /** Where bytes lie that are in the order of the bands already; null for others. */
    private final @Nullable SamplePlaces inOrder;
    private byte[] bytes = new byte[0];
    private int[] colours = new int[0];

    PackedLevels(Raster raster) {
        super(raster, 3);
        SamplePlaces places = raster.getDataBuffer() instanceof DataBufferByte ? SamplePlaces.of(raster) : null;
        int[] order = places == null ? null : places.order();
        inOrder = order != null && IntStream.range(0, order.length).allMatch(band -> order[band] == band) ? places : null;
    }

    @Override
    public final void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (colours.length != count) {
            colours = new int[count];
        }
        if (inOrder != null) {
            compute(((DataBufferByte) raster.getDataBuffer()).getData(), inOrder.of(row, from, 0), colours);
        } else {
            compute(copy(row, from, count), 0, colours);
        }
        Planes.separate(colours, count, planes, to, area);
    }

    /**
     * Computes a part of a row.
     *
     * @param pixels  holds the bytes, the bands of a pixel one after the other; not to be changed.
     * @param at      the first of them.
     * @param colours receives a colour for each pixel.
     */
    abstract void compute(byte[] pixels, int at, int[] colours);

    private byte[] copy(int row, int from, int count) {
        int length = count * raster.getNumDataElements();
        if (bytes.length != length) {
            bytes = new byte[length];
        }
        raster.getDataElements(raster.getMinX() + from, raster.getMinY() + row, count, 1, bytes);
        return bytes;
    }
}
