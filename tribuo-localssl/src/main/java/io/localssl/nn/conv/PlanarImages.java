package io.localssl.nn.conv;

import org.nd4j.linalg.api.ndarray.INDArray;

import java.nio.FloatBuffer;

/** The images of a batch in ND4J's order, shape (rows, channels, height, width); somebody else owns them. */
final class PlanarImages extends MapSource {
    private final FloatBuffer[] images;

    PlanarImages(INDArray images) {
        super((int) images.size(1), (int) images.size(2), (int) images.size(3));
        int size = channels * height * width;
        this.images = new FloatBuffer[(int) images.size(0)];
        for (int row = 0; row < this.images.length; row++) {
            this.images[row] = FloatMemory.part(images, (long) row * size, size);
        }
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        for (int c = 0; c < channels; c++) {
            into[at + c] = images[row].get((c * height + y) * width + x);
        }
    }

    @Override
    void readRow(int row, int y, float[] into, int at, Scratch scratch) {
        for (int c = 0; c < channels; c++) {
            images[row].get((c * height + y) * width, scratch.wide, 0, width);
            for (int x = 0; x < width; x++) {
                into[at + x * channels + c] = scratch.wide[x];
            }
        }
    }
}
