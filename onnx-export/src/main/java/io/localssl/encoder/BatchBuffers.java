package io.localssl.encoder;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.localssl.image.ImageShape;
import io.localssl.onnx.PixelType;
import org.tribuo.Example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** The off-heap memory of one running call, a batch of pixels in and a batch of features out. One thread uses it at a time, one after the other. */
final class BatchBuffers {
    private final ImageShape shape;
    private final PixelType type;
    private final float[] floatRow;
    private final byte[] byteRow;
    private final ByteBuffer pixels;
    private final FloatBuffer features;
    private final int dimension;

    BatchBuffers(ImageShape shape, PixelType type, int batchSize, int dimension) {
        this.shape = shape;
        this.type = type;
        this.floatRow = new float[shape.size()];
        this.byteRow = new byte[type == PixelType.UINT8 ? shape.size() : 0];
        this.pixels = direct((long) batchSize * shape.size() * (type == PixelType.UINT8 ? 1 : Float.BYTES));
        this.features = direct((long) batchSize * dimension * Float.BYTES).asFloatBuffer();
        this.dimension = dimension;
    }

    /** How many images fit the largest buffer that Java allocates; at least 1. */
    static int largestBatch(ImageShape shape, int dimension) {
        return Math.max(1, Integer.MAX_VALUE / Float.BYTES / Math.max(shape.size(), dimension));
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    /** A tensor [images, C, H, W] over the input memory; at most a batch of images. */
    OnnxTensor write(OrtEnvironment environment, List<? extends Example<?>> images) throws OrtException {
        long[] dimensions = {images.size(), shape.channels(), shape.height(), shape.width()};
        pixels.clear();
        if (type == PixelType.UINT8) {
            for (Example<?> image : images) {
                shape.readPixels(image, byteRow, 0);
                pixels.put(byteRow);
            }
            return OnnxTensor.createTensor(environment, pixels.flip(), dimensions, OnnxJavaType.UINT8);
        }
        FloatBuffer floats = pixels.asFloatBuffer();
        for (Example<?> image : images) {
            shape.readPixels(image, floatRow, 0);
            floats.put(floatRow);
        }
        return OnnxTensor.createTensor(environment, floats.flip(), dimensions);
    }

    /** A tensor of the given dimensions, batch first, over the output memory. */
    OnnxTensor features(OrtEnvironment environment, long[] dimensions) throws OrtException {
        return OnnxTensor.createTensor(environment, features.clear().limit((int) dimensions[0] * dimension), dimensions);
    }

    /** Copies the rows of the output memory to rows start to end. */
    void read(float[][] rows, int start, int end) {
        features.rewind();
        for (int i = start; i < end; i++) {
            rows[i] = new float[dimension];
            features.get(rows[i]);
        }
    }
}
