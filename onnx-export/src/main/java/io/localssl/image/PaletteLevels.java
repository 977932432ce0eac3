package io.localssl.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Levels of an image with a palette of at most 256 colours, over a background where a colour is transparent. Numbers beyond the palette are background. */
final class PaletteLevels extends PackedLevels {
    private static final int NUMBERS = 256;

    private final int[] palette = new int[NUMBERS];

    PaletteLevels(Raster raster, IndexColorModel model, Background background) {
        super(raster);
        for (int i = 0; i < NUMBERS; i++) {
            int argb = i < model.getMapSize() ? model.getRGB(i) : 0;
            palette[i] = PackedColours.blend(PackedColours.ofRgb(argb), argb >>> 24, PackedColours.ofRgb(background.rgb()));
        }
    }

    @Override
    void compute(byte[] numbers, int at, int[] colours) {
        for (int i = 0; i < colours.length; i++) {
            colours[i] = palette[numbers[at + i] & 0xFF];
        }
    }
}
