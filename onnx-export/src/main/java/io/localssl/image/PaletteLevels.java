package io.localssl.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Levels of an image with a palette of at most 256 colours, over a background where a colour is transparent. Numbers beyond the palette are background. */
final class PaletteLevels extends RasterLevels {
    private static final int NUMBERS = 256;

    private final long[] palette = new long[NUMBERS];
    private long[] colours = new long[0];

    PaletteLevels(Raster raster, IndexColorModel model, Background background) {
        super(raster, 3);
        for (int i = 0; i < NUMBERS; i++) {
            int argb = i < model.getMapSize() ? model.getRGB(i) : 0;
            palette[i] = Lanes.blend(Lanes.of(argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF), argb >>> 24, background.lanes());
        }
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (colours.length != count) {
            colours = new long[count];
        }
        byte[] numbers = bytes(row, from, count);
        int begin = begin(row, from);
        for (int i = 0; i < count; i++) {
            colours[i] = palette[numbers[begin + i] & 0xFF];
        }
        Planes.separate(colours, count, planes, to, area);
    }
}
