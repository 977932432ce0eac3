package io.localssl.benchmarks.encoder;

import ai.onnxruntime.OrtException;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.OnnxImageEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.Example;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One call of an encoder and of ONNX Runtime alone on the same graph. With {@code -t 2} two threads call the same encoder at once, the bare session in place
 * excepted, which has one output. {@link EncoderOverhead} compares them more exactly.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncoderBenchmark {
    @Param({"1", "8", "64", "256"})
    private int batch;

    @Param({"1", "2"})
    private int threads;

    private List<Example<Embedding>> images;
    private OnnxImageEncoder encoder;
    private BareSession session;

    @Setup
    public void open() throws IOException, OrtException {
        Path file = Vgg6s.file();
        images = Vgg6s.images(batch);
        encoder = OnnxImageEncoder.builder(file).threads(threads).batchSize(batch).build();
        session = new BareSession(file, threads, images);
    }

    @TearDown
    public void close() throws OrtException {
        encoder.close();
        session.close();
    }

    @Benchmark
    public float[][] encoder() {
        return encoder.encode(images);
    }

    @Benchmark
    public FloatBuffer bareSession() throws OrtException {
        return session.run();
    }

    @Benchmark
    public void bareSessionInPlace() throws OrtException {
        session.runInPlace();
    }
}
