package io.localssl.benchmarks.probe;

import io.localssl.eval.FeatureMatrix;
import io.localssl.eval.KnnProbe;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.ProbeResult;
import io.localssl.eval.RidgeProbe;
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
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Whole probes of ten classes, the choice of their penalty included, trained and judged on the same features. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class ProbeBenchmark {

    @Param("10000")
    int images;

    @Param("8192")
    int features;

    private FeatureMatrix matrix;

    /** How many threads compute. */
    @State(Scope.Benchmark)
    public static class Threads {

        @Param({"1", "2"})
        int threads;
    }

    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] rows = new float[images][features];
        List<String> labels = new ArrayList<>();
        for (float[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextDouble();
            }
            labels.add("class" + random.nextInt(10));
        }
        matrix = FeatureMatrix.of(rows, labels);
    }

    @Benchmark
    public ProbeResult ridge(Threads threads) {
        return RidgeProbe.builder().threads(threads.threads).build().evaluate(matrix, matrix);
    }

    @Benchmark
    public ProbeResult knn(Threads threads) {
        return KnnProbe.builder().threads(threads.threads).build().evaluate(matrix, matrix);
    }

    @Benchmark
    public ProbeResult linear() {
        return LinearProbe.builder().build().evaluate(matrix, matrix);
    }
}
