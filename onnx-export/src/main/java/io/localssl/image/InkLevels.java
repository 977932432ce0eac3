package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of an image of four inks of 8 bits, without regard to a colour profile: (255 - cyan) * (255 - black) / 255, and so on, as Pillow has it. */
final class InkLevels extends RasterLevels {

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
    private long[] colours = new long[0];

    /** @throws ImageDecodeException if there are not four bands of 8 bits. */
    InkLevels(ImageBytes file, Raster raster, Kind kind) {
        super(raster, 3);
        if (raster.getNumBands() != INKS || raster.getTransferType() != DataBuffer.TYPE_BYTE) {
            throw file.refuse(Reason.UNSUPPORTED, raster.getNumBands() + " inks of " + raster.getSampleModel().getSampleSize(0) + " bits", "four of 8");
        }
        this.kind = kind;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (colours.length != count) {
            colours = new long[count];
        }
        byte[] pixels = bytes(row, from, count);
        int begin = begin(row, from);
        int inversion = kind == Kind.CMYK ? 255 : 0;
        for (int i = 0; i < count; i++) {
            int at = begin + i * INKS;
            int first = pixels[at] & 0xFF;
            int second = pixels[at + 1] & 0xFF;
            int third = pixels[at + 2] & 0xFF;
            long inks = kind == Kind.INVERTED_YCCK ? separate(first, second, third) : Lanes.of(first ^ inversion, second ^ inversion, third ^ inversion);
            colours[i] = Lanes.scaled(inks * (pixels[at + 3] & 0xFF ^ inversion));
        }
        Planes.separate(colours, count, planes, to, area);
    }

    /** Turns luma and colour differences into inverted cyan, magenta and yellow: 255 less red, green and blue, ITU-T T.871. */
    private static long separate(int luma, int blue, int red) {
        int blueDifference = blue - 128;
        int redDifference = red - 128;
        return Lanes.of(GreyLevels.nearest(255 - luma - 1.402f * redDifference) & 0xFF,
                GreyLevels.nearest(255 - luma + 0.344136f * blueDifference + 0.714136f * redDifference) & 0xFF,
                GreyLevels.nearest(255 - luma - 1.772f * blueDifference) & 0xFF);
    }
}
