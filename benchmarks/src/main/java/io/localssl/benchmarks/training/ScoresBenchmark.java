package io.localssl.benchmarks.training;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Pairs;
import io.localssl.loss.Penalty;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.Arena;
import io.localssl.nn.Scores;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** The scores of one block of {@code clapp++} with their loss, and the two products that make them gradients. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScoresBenchmark {
    private final MarginLoss hinge = new MarginLoss(Penalty.HINGE);
    private final Pairs pairs = Pairs.nextRow(ComputeState.ROWS / 2);
    private final Arena arena = new Arena(DataType.FLOAT);
    private Scores scores;
    private INDArray predicted;
    private INDArray features;
    private INDArray gradient;

    @Setup(Level.Trial)
    public void allocate(ComputeState state) {
        int d = FeaturePooling.SPATIAL.dimension(state.spec, state.block - 1);
        scores = new Scores(ComputeState.ROWS, d, state.workers, arena);
        predicted = ComputeState.random(d, ComputeState.ROWS);
        features = ComputeState.random(ComputeState.ROWS, d);
        gradient = ComputeState.random(ComputeState.ROWS, d);
    }

    @TearDown(Level.Trial)
    public void close() {
        arena.close();
        predicted.close();
        features.close();
        gradient.close();
    }

    @Benchmark
    public double compare() {
        return scores.compare(predicted, features, pairs, hinge);
    }

    @Benchmark
    public void featureGradient() {
        scores.addFeatureGradient(predicted, gradient);
    }

    @Benchmark
    public INDArray predictionGradient() {
        return scores.mix(features);
    }
}
