package io.localssl.benchmarks.training;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.PhyllLoss;
import io.localssl.loss.Terms;
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

/** Each contrast function with its derivatives, on the scores of 64 rows and one negative. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ContrastBenchmark {

    @Param({"HINGE", "SOFT_HINGE", "LINEAR", "PHYLL"})
    String contrast;

    private final Terms terms = Terms.both(ComputeState.ROWS);
    private final double[] positive = new double[ComputeState.ROWS];
    private final double[][] negative = new double[1][ComputeState.ROWS];
    private final double[] positiveGradient = new double[ComputeState.ROWS];
    private final double[][] negativeGradient = new double[1][ComputeState.ROWS];
    private ContrastLoss loss;

    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ComputeState.ROWS; i++) {
            positive[i] = 4 * random.nextDouble() - 2;
            negative[0][i] = 4 * random.nextDouble() - 2;
        }
        loss = contrast.equals("PHYLL") ? new PhyllLoss(1) : new MarginLoss(Penalty.valueOf(contrast));
    }

    @Benchmark
    public double evaluate() {
        return loss.evaluate(positive, negative, terms, positiveGradient, negativeGradient);
    }
}
