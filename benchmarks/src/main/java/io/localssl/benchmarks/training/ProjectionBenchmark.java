package io.localssl.benchmarks.training;

import io.localssl.nn.AdamW;
import io.localssl.nn.Arena;
import io.localssl.nn.DenseProjection;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.LowRankProjection;
import io.localssl.nn.ParameterSweep;
import io.localssl.nn.Projection;
import io.localssl.nn.RowNormalisedProjection;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The prediction matrix of one block of {@code clapp++}: a prediction, and a step of AdamW, which computes the gradient. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProjectionBenchmark {
    private static final int RANK = 64;

    /** What a matrix is. */
    public enum Kind {
        TRAINED, LOW_RANK, ROW_NORMALISED
    }

    @Param
    Kind kind;

    private final AdamW optimiser = new AdamW(0);
    private final Arena arena = new Arena(DataType.FLOAT);
    private Projection projection;
    private Projection.Workspace workspace;
    private ParameterSweep sweep;
    private INDArray context;
    private INDArray gradient;
    private int step;

    @Setup(Level.Trial)
    public void draw(ComputeState state) {
        int d = FeaturePooling.SPATIAL.dimension(state.spec, state.block - 1);
        SplittableRandom random = new SplittableRandom(1);
        projection = switch (kind) {
            case TRAINED -> new DenseProjection(DataType.FLOAT, d, d, state.workers, random);
            case LOW_RANK -> new LowRankProjection(DataType.FLOAT, d, d, RANK, state.workers, random);
            case ROW_NORMALISED -> new RowNormalisedProjection(DataType.FLOAT, d, d, state.workers, random);
        };
        workspace = projection.workspace(ComputeState.ROWS, arena);
        sweep = new ParameterSweep(state.workers);
        context = ComputeState.random(d, ComputeState.ROWS);
        gradient = ComputeState.random(d, ComputeState.ROWS);
        workspace.predict(context);
        workspace.gradient(gradient, context);
    }

    @TearDown(Level.Trial)
    public void close() {
        arena.close();
        projection.close();
        sweep.close();
        context.close();
        gradient.close();
    }

    @Benchmark
    public INDArray predict() {
        return workspace.predict(context);
    }

    @Benchmark
    public void update() {
        step++;
        projection.parameters().forEach(parameter -> optimiser.update(parameter, step, 1e-6, sweep));
    }
}
