package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Levels of grey or coloured samples of any depth up to 16 bits, or of floats from 0 to 1, over a background where they are transparent. */
final class SampleLevels extends RasterLevels {
    private static final int MAX_BITS = 16;

    private final ImageBytes file;
    private final Background background;
    private final boolean grey;
    private final boolean floats;
    private final boolean alpha;
    private final boolean premultiplied;
    /** The largest sample of each band. */
    private final int[] max;
    private int[] samples = new int[0];
    private float[] fractions = new float[0];

    /** @throws ImageDecodeException if the samples are of another kind. */
    SampleLevels(ImageBytes file, Raster raster, ColorModel colours, Background background) {
        super(raster, colours.getNumColorComponents() == 1 && !colours.hasAlpha() ? 1 : 3); // grey over a background may be coloured
        this.file = file;
        this.background = background;
        grey = colours.getNumColorComponents() == 1;
        floats = raster.getTransferType() == DataBuffer.TYPE_FLOAT;
        alpha = colours.hasAlpha();
        premultiplied = colours.isAlphaPremultiplied();
        int[] bits = raster.getSampleModel().getSampleSize();
        boolean readable = switch (raster.getTransferType()) {
            case DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT, DataBuffer.TYPE_INT -> bits[0] <= MAX_BITS;
            case DataBuffer.TYPE_FLOAT -> !alpha;
            default -> false;
        };
        if (!readable) {
            throw file.refuse(Reason.UNSUPPORTED, "samples of " + bits[0] + " bits, signed, or floats with transparency",
                    "unsigned ones of at most " + MAX_BITS + " bits, or floats from 0 to 1");
        }
        max = new int[bits.length];
        for (int band = 0; band < max.length; band++) {
            max[band] = (1 << bits[band]) - 1;
        }
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        int bands = raster.getNumBands();
        if (floats) {
            fractions = raster.getPixels(raster.getMinX() + from, raster.getMinY() + row, count, 1, fractions.length == count * bands ? fractions : new float[count * bands]);
        } else {
            readSamples(row, from, count, bands);
        }
        for (int channel = 0; channel < channels(); channel++) {
            int first = to + channel * area;
            if (floats) {
                copyFractions(channel, count, bands, planes, first);
            } else if (alpha) {
                blend(channel, count, bands, planes, first);
            } else {
                scale(channel, count, bands, planes, first);
            }
        }
    }

    private void readSamples(int row, int from, int count, int bands) {
        if (samples.length != count * bands) {
            samples = new int[count * bands];
        }
        raster.getPixels(raster.getMinX() + from, raster.getMinY() + row, count, 1, samples);
    }

    private void scale(int channel, int count, int bands, byte[] planes, int first) {
        int largest = max[channel];
        for (int i = 0; i < count; i++) {
            planes[first + i] = (byte) Background.level(samples[i * bands + channel], largest);
        }
    }

    private void blend(int channel, int count, int bands, byte[] planes, int first) {
        int band = grey ? 0 : channel;
        int alphaBand = grey ? 1 : 3;
        int largest = max[band];
        int opaque = max[alphaBand];
        for (int i = 0; i < count; i++) {
            int sample = samples[i * bands + band];
            int opacity = samples[i * bands + alphaBand];
            planes[first + i] = (byte) (premultiplied ? background.underPremultiplied(sample, largest, opacity, opaque, channel)
                    : background.under(sample, largest, opacity, opaque, channel));
        }
    }

    private void copyFractions(int channel, int count, int bands, byte[] planes, int first) {
        for (int i = 0; i < count; i++) {
            float value = fractions[i * bands + channel];
            if (!(value >= 0 && value <= 1)) {
                throw file.refuse(Reason.UNSUPPORTED, "a sample of " + value, "floats from 0 to 1");
            }
            planes[first + i] = GreyLevels.nearest(255 * value);
        }
    }
}
