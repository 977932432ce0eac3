package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Mixture;
import io.localssl.nn.OffHeap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The images of a batch: the views, and what the encoder reads, which is the same array unless images are mixed. Then views stay as they were written, so that a batch can
 * be computed more than once. It owns the arrays.
 */
final class BatchInput implements AutoCloseable {
    private final INDArray views;
    private final INDArray network;
    private final double[] values;

    /**
     * @param type   FLOAT or DOUBLE.
     * @param shape  the shape of the images.
     * @param images B.
     * @param mixes  whether the encoder may read anything but the views.
     */
    BatchInput(DataType type, ImageShape shape, int images, boolean mixes) {
        long[] dimensions = {2L * images, shape.channels(), shape.height(), shape.width()};
        views = Nd4j.create(type, dimensions, 'c');
        network = mixes ? Nd4j.create(type, dimensions, 'c') : views;
        values = new double[mixes ? (int) views.length() : 0];
    }

    /** @return shape (2B, channels, height, width), to be filled. */
    INDArray views() {
        return views;
    }

    /** @return what the encoder reads, of the same shape. */
    INDArray network() {
        return network;
    }

    /** Makes what the encoder reads of the views. */
    void present(Mixture mixture) {
        if (network != views) {
            OffHeap.readDoubles(views, values);
            mixture.apply(values);
            OffHeap.writeDoubles(values, network);
        }
    }

    @Override
    public void close() {
        views.close();
        if (network != views) {
            network.close();
        }
    }
}
