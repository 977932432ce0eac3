package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;

/** Levels of opaque samples of 16 bits that lie in one array. */
final class ShortLevels extends RasterLevels {
    private final SamplePlaces places;
    private final short[] data;

    private ShortLevels(Raster raster, SamplePlaces places, DataBufferUShort buffer, int channels) {
        super(raster, channels);
        this.places = places;
        data = buffer.getData();
    }

    /**
     * @param raster   samples; bands beyond the channels are ignored.
     * @param channels 1 for grey, 3 for red, green and blue.
     * @return its levels, null if they are no samples of 16 bits, or do not lie in one array.
     */
    static @Nullable ShortLevels of(Raster raster, int channels) {
        SamplePlaces places = SamplePlaces.of(raster);
        return places != null && raster.getDataBuffer() instanceof DataBufferUShort buffer ? new ShortLevels(raster, places, buffer, channels) : null;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        int stride = places.pixelStride();
        for (int channel = 0; channel < channels(); channel++) {
            int at = places.of(row, from, channel);
            int first = to + channel * area;
            for (int i = 0; i < count; i++) {
                planes[first + i] = level(data[at + i * stride] & 0xFFFF);
            }
        }
    }

    /** The nearest whole number to 255 * sample / 65535, without a division. */
    static byte level(int sample) {
        return (byte) (255 * sample + 32895 >>> 16);
    }
}
