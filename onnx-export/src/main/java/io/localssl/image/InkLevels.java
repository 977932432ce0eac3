package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of an image of four inks of 8 bits, without regard to a colour profile: (255 - cyan) * (255 - black) / 255, and so on, as Pillow has it. */
final class InkLevels extends PackedLevels {

    /** What the four bands are. */
    enum Kind {
        /** Cyan, magenta, yellow, black; 0 is no ink. */
        CMYK,
        /** The same, 255 is no ink: how Adobe writes JPEG files, and with it everybody. */
        INVERTED_CMYK,
        /** Luma, two colour differences and black, which stand for inverted inks. */
        INVERTED_YCCK
    }

    private static final int INKS = 4;

    private final Kind kind;

    /** @throws ImageDecodeException if there are not four bands of 8 bits. */
    InkLevels(ImageBytes file, Raster raster, Kind kind) {
        super(raster);
        if (raster.getNumBands() != INKS || raster.getTransferType() != DataBuffer.TYPE_BYTE) {
            throw file.refuse(Reason.UNSUPPORTED, raster.getNumBands() + " inks of " + raster.getSampleModel().getSampleSize(0) + " bits", "four of 8");
        }
        this.kind = kind;
    }

    @Override
    void compute(byte[] pixels, int at, int[] colours) {
        PackedColours.copyPixels(pixels, at, colours);
        if (kind == Kind.INVERTED_YCCK) {
            for (int i = 0; i < colours.length; i++) {
                colours[i] = inks(colours[i]);
            }
        }
        int inversion = kind == Kind.CMYK ? -1 : 0;
        for (int i = 0; i < colours.length; i++) {
            int inks = colours[i] ^ inversion;
            colours[i] = PackedColours.scale(inks, inks >>> 24);
        }
    }

    /** Turns luma and colour differences into inverted cyan, magenta and yellow: 255 less red, green and blue, ITU-T T.871; black stays. */
    private static int inks(int pixel) {
        int luma = pixel & 0xFF;
        int blueDifference = (pixel >> 8 & 0xFF) - 128;
        int redDifference = (pixel >> 16 & 0xFF) - 128;
        return GreyLevels.nearest(255 - luma - 1.402f * redDifference) & 0xFF
                | (GreyLevels.nearest(255 - luma + 0.344136f * blueDifference + 0.714136f * redDifference) & 0xFF) << 8
                | (GreyLevels.nearest(255 - luma - 1.772f * blueDifference) & 0xFF) << 16
                | pixel & 0xFF000000;
    }
}
