package io.localssl.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Levels of an image with a palette of at most 256 colours, over a background where a colour is transparent. Numbers beyond the palette are background. */
final class PaletteLevels implements Levels {
    private static final int NUMBERS = 256;

    private final Raster raster;
    /** Red in the lowest byte, then green and blue. */
    private final int[] colours = new int[NUMBERS];
    private byte[] numbers = new byte[0];

    PaletteLevels(Raster raster, IndexColorModel palette, Background background) {
        this.raster = raster;
        for (int i = 0; i < NUMBERS; i++) {
            int argb = i < palette.getMapSize() ? palette.getRGB(i) : 0;
            for (int channel = 0; channel < 3; channel++) {
                colours[i] |= Background.blend(argb >> 8 * (2 - channel) & 0xFF, argb >>> 24, background.level(channel)) << 8 * channel;
            }
        }
    }

    @Override
    public int height() {
        return raster.getHeight();
    }

    @Override
    public int width() {
        return raster.getWidth();
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] levels) {
        if (numbers.length != count) {
            numbers = new byte[count];
        }
        raster.getDataElements(raster.getMinX() + from, raster.getMinY() + row, count, 1, numbers);
        for (int i = 0; i < count; i++) {
            int colour = colours[numbers[i] & 0xFF];
            levels[3 * i] = (byte) colour;
            levels[3 * i + 1] = (byte) (colour >> 8);
            levels[3 * i + 2] = (byte) (colour >> 16);
        }
    }
}
