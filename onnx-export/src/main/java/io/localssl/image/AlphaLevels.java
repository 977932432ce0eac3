package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of grey or coloured pixels of bytes over a background where they are transparent: the usual PNG with transparency. */
final class AlphaLevels extends RasterLevels {
    private final boolean grey;
    private final long background;
    private long[] colours = new long[0];

    private AlphaLevels(Raster raster, boolean grey, Background background) {
        super(raster, 3); // grey over a background may be coloured
        this.grey = grey;
        this.background = background.lanes();
    }

    /** The levels; null if the samples are no bytes, or multiplied by their transparency already. */
    static @Nullable AlphaLevels of(Raster raster, ColorModel colours, Background background) {
        return raster.getSampleModel() instanceof ComponentSampleModel && raster.getTransferType() == DataBuffer.TYPE_BYTE && !colours.isAlphaPremultiplied()
                ? new AlphaLevels(raster, colours.getNumColorComponents() == 1, background) : null;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (colours.length != count) {
            colours = new long[count];
        }
        byte[] pixels = bytes(row, from, count);
        int at = begin(row, from);
        if (grey) {
            for (int i = 0; i < count; i++) {
                colours[i] = Lanes.blend((pixels[at + 2 * i] & 0xFF) * Lanes.ONES, pixels[at + 2 * i + 1] & 0xFF, background);
            }
        } else {
            for (int i = 0; i < count; i++) {
                int pixel = Lanes.pixel(pixels, at + 4 * i);
                colours[i] = Lanes.blend(Lanes.of(pixel), pixel >>> 24, background);
            }
        }
        Planes.separate(colours, count, planes, to, area);
    }
}
