package io.localssl.nn.conv;

import io.localssl.image.ImageShape;

import java.util.Arrays;

/** Maps with zeros between their positions, as the way back through a stride sees them. */
final class DilatedMap extends MapSource {
    private final MapSource source;
    private final int stride;

    /**
     * @param source the maps.
     * @param stride rows and columns from one of their positions to the next.
     * @param shape  that of the dilated map.
     */
    DilatedMap(MapSource source, int stride, ImageShape shape) {
        super(shape.channels(), shape.height(), shape.width());
        this.source = source;
        this.stride = stride;
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        if (y % stride == 0 && x % stride == 0 && y / stride < source.height() && x / stride < source.width()) {
            source.read(row, y / stride, x / stride, into, at, scratch);
        } else {
            Arrays.fill(into, at, at + channels, 0);
        }
    }
}
