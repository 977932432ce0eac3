package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of grey or coloured pixels of bytes over a background where they are transparent: the usual PNG with transparency. */
final class AlphaLevels extends LaneLevels {
    private final boolean grey;
    private final long background;

    private AlphaLevels(Raster raster, boolean grey, Background background) {
        super(raster); // grey over a background may be coloured
        this.grey = grey;
        this.background = background.lanes();
    }

    /** The levels; null if the samples are no bytes, or multiplied by their transparency already. */
    static @Nullable AlphaLevels of(Raster raster, ColorModel colours, Background background) {
        return raster.getSampleModel() instanceof ComponentSampleModel && raster.getTransferType() == DataBuffer.TYPE_BYTE && !colours.isAlphaPremultiplied()
                ? new AlphaLevels(raster, colours.getNumColorComponents() == 1, background) : null;
    }

    @Override
    void compute(byte[] pixels, int at, long[] colours) {
        if (grey) {
            for (int i = 0; i < colours.length; i++) {
                colours[i] = Lanes.blend((pixels[at + 2 * i] & 0xFF) * Lanes.ONES, pixels[at + 2 * i + 1] & 0xFF, background);
            }
        } else {
            for (int i = 0; i < colours.length; i++) {
                int pixel = Lanes.pixel(pixels, at + 4 * i);
                colours[i] = Lanes.blend(Lanes.of(pixel), pixel >>> 24, background);
            }
        }
    }
}
