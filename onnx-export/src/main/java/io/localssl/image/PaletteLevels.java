package io.localssl.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Levels of an image with a palette of at most 256 colours, over a background where a colour is transparent. Numbers beyond the palette are background. */
final class PaletteLevels extends RasterLevels {
    private static final int NUMBERS = 256;

    /** Red in the lowest byte, then green and blue. */
    private final int[] colours = new int[NUMBERS];

    PaletteLevels(Raster raster, IndexColorModel palette, Background background) {
        super(raster, 3);
        for (int i = 0; i < NUMBERS; i++) {
            int argb = i < palette.getMapSize() ? palette.getRGB(i) : 0;
            for (int channel = 0; channel < 3; channel++) {
                colours[i] |= Background.blend(argb >> 8 * (2 - channel) & 0xFF, argb >>> 24, background.level(channel)) << 8 * channel;
            }
        }
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] levels) {
        byte[] numbers = bytes(row, from, count);
        for (int i = 0; i < count; i++) {
            int colour = colours[numbers[i] & 0xFF];
            levels[3 * i] = (byte) colour;
            levels[3 * i + 1] = (byte) (colour >> 8);
            levels[3 * i + 2] = (byte) (colour >> 16);
        }
    }
}
