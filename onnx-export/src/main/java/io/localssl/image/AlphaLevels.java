package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of grey or coloured pixels of bytes over a background where they are transparent: the usual PNG with transparency. */
final class AlphaLevels extends PackedLevels {
    private final boolean grey;
    private final int background;

    private AlphaLevels(Raster raster, boolean grey, Background background) {
        super(raster); // grey over a background may be coloured
        this.grey = grey;
        this.background = PackedColours.ofRgb(background.rgb());
    }

    /** The levels; null if the samples are no bytes, or multiplied by their transparency already. */
    static @Nullable AlphaLevels of(Raster raster, ColorModel colours, Background background) {
        return raster.getSampleModel() instanceof ComponentSampleModel && raster.getTransferType() == DataBuffer.TYPE_BYTE && !colours.isAlphaPremultiplied()
                ? new AlphaLevels(raster, colours.getNumColorComponents() == 1, background) : null;
    }

    @Override
    void compute(byte[] pixels, int at, int[] colours) {
        if (grey) {
            for (int i = 0; i < colours.length; i++) {
                int level = pixels[at + 2 * i] & 0xFF;
                colours[i] = PackedColours.blend(PackedColours.of(level, level, level), pixels[at + 2 * i + 1] & 0xFF, background);
            }
        } else {
            PackedColours.copyPixels(pixels, at, colours);
            for (int i = 0; i < colours.length; i++) {
                colours[i] = PackedColours.blend(colours[i], colours[i] >>> 24, background);
            }
        }
    }
}
