package io.localssl.benchmarks.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.localssl.embedding.Embedding;
import io.localssl.onnx.EncoderGraph;
import org.tribuo.Example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime as one would use it by hand on one batch of pixels that lies ready off the heap: the least that an encoder can cost. */
final class BareSession implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final FloatBuffer pixels;
    private final long[] shape;
    private final OnnxTensor input;
    private final OnnxTensor output;

    BareSession(Path onnx, int threads, List<Example<Embedding>> images) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = environment.createSession(onnx.toString(), options);
        }
        float[] row = new float[Vgg6s.SHAPE.size()];
        pixels = direct(images.size() * row.length);
        for (Example<Embedding> image : images) {
            Vgg6s.SHAPE.readPixels(image, row, 0);
            pixels.put(row);
        }
        shape = new long[] {images.size(), Vgg6s.SHAPE.channels(), Vgg6s.SHAPE.height(), Vgg6s.SHAPE.width()};
        input = OnnxTensor.createTensor(environment, pixels.flip(), shape);
        int dimension = run().capacity() / images.size();
        output = OnnxTensor.createTensor(environment, direct(images.size() * dimension), new long[] {images.size(), dimension});
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** With new tensors for each call, and the features copied to the heap. */
    FloatBuffer run() throws OrtException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels, shape);
             OrtSession.Result result = session.run(Map.of(EncoderGraph.PIXELS, tensor), Set.of(EncoderGraph.EMBEDDING))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer();
        }
    }

    /** With tensors made once, and the features left where they are. */
    void runInPlace() throws OrtException {
        session.run(Map.of(EncoderGraph.PIXELS, input), Map.of(EncoderGraph.EMBEDDING, output)).close();
    }

    @Override
    public void close() throws OrtException {
        input.close();
        output.close();
        session.close();
    }
}
