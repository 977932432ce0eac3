package io.localssl.encoder;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.localssl.image.ImageShape;
import io.localssl.onnx.PixelType;
import org.tribuo.Example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * The off-heap memory of one running call, a batch of pixels in and a batch of features out, with the tensors over it. One thread uses it at a time, one
 * after the other. The tensors stay until the number of images changes: a call allocates nothing but the rows it gives back.
 */
final class BatchBuffers implements AutoCloseable {
    private final EncoderSignature signature;
    private final long[] outputDimensions;
    private final int dimension;
    private final float[] floatRow;
    private final byte[] byteRow;
    private final ByteBuffer pixels;
    private final FloatBuffer pixelFloats;
    private final FloatBuffer features;

    /** The number of images that the tensors are for, 0 if there are none. */
    private int images = 0;
    private Map<String, OnnxTensor> inputs = Map.of();
    private Map<String, OnnxTensor> outputs = Map.of();

    /**
     * @param batchSize        the most images that run together.
     * @param outputDimensions the dimensions of the output for one image.
     */
    BatchBuffers(EncoderSignature signature, int batchSize, long[] outputDimensions, int dimension) {
        ImageShape shape = signature.shape();
        this.signature = signature;
        this.outputDimensions = outputDimensions;
        this.dimension = dimension;
        this.floatRow = new float[signature.pixelType() == PixelType.FLOAT ? shape.size() : 0];
        this.byteRow = new byte[signature.pixelType() == PixelType.UINT8 ? shape.size() : 0];
        this.pixels = direct((long) batchSize * shape.size() * tensorType(signature).size);
        this.pixelFloats = pixels.asFloatBuffer();
        this.features = direct((long) batchSize * dimension * Float.BYTES).asFloatBuffer();
    }

    /** How many images fit the largest buffer that Java allocates; at least 1. */
    static int largestBatch(ImageShape shape, int dimension) {
        return Math.max(1, Integer.MAX_VALUE / Float.BYTES / Math.max(shape.size(), dimension));
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    private static OnnxJavaType tensorType(EncoderSignature signature) {
        return signature.pixelType() == PixelType.UINT8 ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
    }

    /** A tensor [1, C, H, W] of zeros in memory of its own. */
    static OnnxTensor blackImage(OrtEnvironment environment, EncoderSignature signature) throws OrtException {
        ImageShape shape = signature.shape();
        ByteBuffer zeros = direct((long) shape.size() * tensorType(signature).size);
        return OnnxTensor.createTensor(environment, zeros, new long[] {1, shape.channels(), shape.height(), shape.width()}, tensorType(signature));
    }

    /** Encodes a batch of images into the rows from start on. */
    void encode(OrtEnvironment environment, OrtSession session, List<? extends Example<?>> batch, float[][] rows, int start) throws OrtException {
        write(batch);
        if (images != batch.size()) {
            bind(environment, batch.size());
        }
        session.run(inputs, outputs).close();
        features.clear();
        for (int i = start; i < start + images; i++) {
            rows[i] = new float[dimension];
            features.get(rows[i]);
        }
    }

    private void write(List<? extends Example<?>> batch) {
        ImageShape shape = signature.shape();
        pixels.clear();
        pixelFloats.clear();
        for (Example<?> image : batch) {
            if (signature.pixelType() == PixelType.UINT8) {
                shape.readPixels(image, byteRow, 0);
                pixels.put(byteRow);
            } else {
                shape.readPixels(image, floatRow, 0);
                pixelFloats.put(floatRow);
            }
        }
    }

    /** Makes tensors over the memory of the first images. */
    private void bind(OrtEnvironment environment, int count) throws OrtException {
        close();
        ImageShape shape = signature.shape();
        long[] inputShape = {count, shape.channels(), shape.height(), shape.width()};
        long[] outputShape = outputDimensions.clone();
        outputShape[0] = count;
        pixels.clear().limit(count * shape.size() * tensorType(signature).size);
        features.clear().limit(count * dimension);
        inputs = Map.of(signature.inputName(), OnnxTensor.createTensor(environment, pixels, inputShape, tensorType(signature)));
        outputs = Map.of(signature.outputName(), OnnxTensor.createTensor(environment, features, outputShape));
        images = count;
    }

    /** Frees the tensors; the memory goes with this object. */
    @Override
    public void close() {
        images = 0;
        inputs.values().forEach(OnnxTensor::close);
        inputs = Map.of();
        outputs.values().forEach(OnnxTensor::close);
        outputs = Map.of();
    }
}
