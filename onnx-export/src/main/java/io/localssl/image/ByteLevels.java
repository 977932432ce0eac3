package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Levels that lie in one array of bytes already: the usual JPEG and PNG. */
final class ByteLevels extends RasterLevels {
    private final SamplePlaces places;
    private final byte[] data;
    /** The channels as they lie next to each other; null if something else lies between them. */
    private final int @Nullable [] order;

    private ByteLevels(Raster raster, SamplePlaces places, DataBufferByte buffer, int channels) {
        super(raster, channels);
        this.places = places;
        data = buffer.getData();
        order = places.order();
    }

    /**
     * @param raster   samples of 8 bits; bands beyond the channels are ignored.
     * @param channels 1 for grey, 3 for red, green and blue.
     * @return its levels, null if they do not lie in one array of bytes.
     */
    static @Nullable ByteLevels of(Raster raster, int channels) {
        SamplePlaces places = SamplePlaces.of(raster);
        return places != null && raster.getDataBuffer() instanceof DataBufferByte buffer ? new ByteLevels(raster, places, buffer, channels) : null;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (order != null && order.length == channels()) {
            int begin = places.of(row, from, order[0]);
            if (channels() == 1) {
                System.arraycopy(data, begin, planes, to, count);
            } else {
                Planes.separate(data, begin, count, planes, to + order[0] * area, to + order[1] * area, to + order[2] * area);
            }
            return;
        }
        for (int channel = 0; channel < channels(); channel++) {
            int at = places.of(row, from, channel);
            int first = to + channel * area;
            for (int i = 0; i < count; i++) {
                planes[first + i] = data[at + i * places.pixelStride()];
            }
        }
    }
}
