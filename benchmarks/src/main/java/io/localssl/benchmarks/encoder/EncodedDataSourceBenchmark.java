package io.localssl.benchmarks.encoder;

import io.localssl.data.Cifar10DataSource;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.pipeline.EncodedDataSource;
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
import org.openjdk.jmh.infra.Blackhole;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** 10,000 images from a file to the features of Tribuo examples. Run it with {@code -prof stack} to see which share of the time is ONNX Runtime's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 2)
@Fork(1)
public class EncodedDataSourceBenchmark {
    private static final int IMAGES = 10_000;

    @Param({"1", "2"})
    private int threads;

    private Path folder;
    private OnnxImageEncoder encoder;
    private EncodedDataSource<Label> source;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("images");
        writeImages(folder.resolve("test_batch.bin"));
        encoder = OnnxImageEncoder.builder(Vgg6s.file()).threads(threads).build();
        source = new EncodedDataSource<>(new Cifar10DataSource<>(folder, Cifar10DataSource.Split.TEST, new LabelFactory()), encoder);
    }

    /** Writes random images in the binary layout of CIFAR-10. */
    private static void writeImages(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        byte[] pixels = new byte[Vgg6s.SHAPE.size()];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < IMAGES; i++) {
                out.write(i % 10);
                random.nextBytes(pixels);
                out.write(pixels);
            }
        }
    }

    @TearDown
    public void close() throws IOException {
        encoder.close();
        Files.delete(folder.resolve("test_batch.bin"));
        Files.delete(folder);
    }

    @Benchmark
    public void features(Blackhole blackhole) {
        for (Example<Label> example : source) {
            blackhole.consume(example);
        }
    }
}
