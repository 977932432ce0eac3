package io.localssl.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Levels of an image with a palette of at most 256 colours, over a background where a colour is transparent. Numbers beyond the palette are background. */
final class PaletteLevels extends LaneLevels {
    private static final int NUMBERS = 256;

    private final long[] palette = new long[NUMBERS];

    PaletteLevels(Raster raster, IndexColorModel model, Background background) {
        super(raster);
        for (int i = 0; i < NUMBERS; i++) {
            int argb = i < model.getMapSize() ? model.getRGB(i) : 0;
            palette[i] = Lanes.blend(Lanes.of(argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF), argb >>> 24, background.lanes());
        }
    }

    @Override
    void compute(byte[] numbers, int at, long[] colours) {
        for (int i = 0; i < colours.length; i++) {
            colours[i] = palette[numbers[at + i] & 0xFF];
        }
    }
}
