package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.ComponentSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/** Where the samples of a raster lie in the only array of its data. */
final class SamplePlaces {
    private final int origin;
    private final int rowStride;
    private final int pixelStride;
    private final int[] bands;

    private SamplePlaces(Raster raster, ComponentSampleModel model) {
        rowStride = model.getScanlineStride();
        pixelStride = model.getPixelStride();
        origin = raster.getDataBuffer().getOffset() - raster.getSampleModelTranslateY() * rowStride - raster.getSampleModelTranslateX() * pixelStride;
        bands = model.getBandOffsets();
    }

    /** The places, null if samples share an element of an array or there are several arrays. */
    static @Nullable SamplePlaces of(Raster raster) {
        return raster.getSampleModel() instanceof ComponentSampleModel model && raster.getDataBuffer().getNumBanks() == 1 ? new SamplePlaces(raster, model) : null;
    }

    /** How far a pixel is from the next one of its row. */
    int pixelStride() {
        return pixelStride;
    }

    /** Where a sample is. */
    int of(int row, int column, int band) {
        return origin + row * rowStride + column * pixelStride + bands[band];
    }

    /** The bands in the order in which they lie next to each other, one pixel behind the other; null if something lies between them. */
    int @Nullable [] order() {
        int first = Arrays.stream(bands).min().orElse(0);
        int[] order = new int[bands.length];
        Arrays.fill(order, -1);
        for (int band = 0; band < bands.length; band++) {
            int place = bands[band] - first;
            if (pixelStride != bands.length || place >= bands.length || order[place] >= 0) {
                return null;
            }
            order[place] = band;
        }
        return order;
    }
}
