package io.localssl.benchmarks.training;

import io.localssl.loss.InfoNceLoss;
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

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** InfoNCE with its gradient between two views of 32 images, on projections of a length. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InfoNceBenchmark {

    @Param({"32", "256", "1024"})
    int width;

    private final InfoNceLoss loss = new InfoNceLoss(0.1);
    private double[] projected;
    private double[] gradient;

    @Setup
    public void draw() {
        projected = new SplittableRandom(1).doubles((long) ComputeState.ROWS * width, -1, 1).toArray();
        gradient = new double[projected.length];
    }

    @Benchmark
    public double evaluate() {
        return loss.evaluate(projected, width, gradient);
    }
}
