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
    public void copyRow(int row, int from, int count, byte[] levels) {
        int bands = raster.getNumBands();
        if (floats) {
            fractions = raster.getPixels(raster.getMinX() + from, raster.getMinY() + row, count, 1, fractions.length == count * bands ? fractions : new float[count * bands]);
            copyFractions(count, bands, levels);
            return;
        }
        readSamples(row, from, count, bands);
        for (int channel = 0; channel < channels(); channel++) {
            if (alpha) {
                blend(channel, count, bands, levels);
            } else {
                scale(channel, count, bands, levels);
            }
        }
    }

    private void readSamples(int row, int from, int count, int bands) {
        if (samples.length != count * bands) {
            samples = new int[count * bands];
        }
        if (raster.getTransferType() != DataBuffer.TYPE_BYTE || raster.getNumDataElements() != bands) {
            raster.getPixels(raster.getMinX() + from, raster.getMinY() + row, count, 1, samples);
            return;
        }
        byte[] bytes = bytes(row, from, count); // several times faster
        for (int i = 0; i < samples.length; i++) {
            samples[i] = bytes[i] & 0xFF;
        }
    }

    private void scale(int channel, int count, int bands, byte[] levels) {
        int largest = max[channel];
        int step = channels();
        for (int i = 0; i < count; i++) {
            levels[i * step + channel] = (byte) Background.level(samples[i * bands + channel], largest);
        }
    }

    private void blend(int channel, int count, int bands, byte[] levels) {
        int band = grey ? 0 : channel;
        int alphaBand = grey ? 1 : 3;
        int largest = max[band];
        int opaque = max[alphaBand];
        if (largest == 255 && opaque == 255 && !premultiplied) {
            int level = background.level(channel);
            for (int i = 0; i < count; i++) {
                levels[3 * i + channel] = (byte) Background.blend(samples[i * bands + band], samples[i * bands + alphaBand], level);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int sample = samples[i * bands + band];
            int opacity = samples[i * bands + alphaBand];
            levels[3 * i + channel] = (byte) (premultiplied ? background.underPremultiplied(sample, largest, opacity, opaque, channel)
                    : background.under(sample, largest, opacity, opaque, channel));
        }
    }

    private void copyFractions(int count, int bands, byte[] levels) {
        for (int i = 0; i < count * channels(); i++) {
            float value = fractions[i / channels() * bands + i % channels()];
            if (!(value >= 0 && value <= 1)) {
                throw file.refuse(Reason.UNSUPPORTED, "a sample of " + value, "floats from 0 to 1");
            }
            levels[i] = GreyLevels.nearest(255 * value);
        }
    }
}
