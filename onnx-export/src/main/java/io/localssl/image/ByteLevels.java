package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Levels that lie in one array of bytes already: the usual JPEG and PNG. */
final class ByteLevels extends RasterLevels {
    private final byte[] data;
    private final int pixelStride;
    private final int rowStride;
    private final int origin;
    /** Where the channels are in a pixel. */
    private final int[] bands;
    private final boolean inOrder;

    private ByteLevels(Raster raster, ComponentSampleModel model, DataBufferByte buffer, int channels) {
        super(raster, channels);
        data = buffer.getData();
        pixelStride = model.getPixelStride();
        rowStride = model.getScanlineStride();
        origin = buffer.getOffset() - raster.getSampleModelTranslateY() * rowStride - raster.getSampleModelTranslateX() * pixelStride;
        bands = model.getBandOffsets();
        inOrder = pixelStride == channels && (channels == 1 || bands[1] == bands[0] + 1 && bands[2] == bands[0] + 2);
    }

    /**
     * @param raster   samples of 8 bits; bands beyond the channels are ignored.
     * @param channels 1 for grey, 3 for red, green and blue.
     * @return its levels, null if they do not lie in one array of bytes.
     */
    static @Nullable ByteLevels of(Raster raster, int channels) {
        return raster.getSampleModel() instanceof ComponentSampleModel model && raster.getDataBuffer() instanceof DataBufferByte buffer && buffer.getNumBanks() == 1
                ? new ByteLevels(raster, model, buffer, channels) : null;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] levels) {
        int at = origin + row * rowStride + from * pixelStride;
        if (inOrder) {
            System.arraycopy(data, at + bands[0], levels, 0, channels() * count);
        } else if (channels() == 1) {
            for (int i = 0; i < count; i++) {
                levels[i] = data[at + bands[0] + i * pixelStride];
            }
        } else {
            copyColours(at, count, levels);
        }
    }

    private void copyColours(int begin, int count, byte[] levels) {
        int red = begin + bands[0];
        int green = begin + bands[1];
        int blue = begin + bands[2];
        for (int i = 0; i < 3 * count; i += 3) {
            levels[i] = data[red];
            levels[i + 1] = data[green];
            levels[i + 2] = data[blue];
            red += pixelStride;
            green += pixelStride;
            blue += pixelStride;
        }
    }
}
