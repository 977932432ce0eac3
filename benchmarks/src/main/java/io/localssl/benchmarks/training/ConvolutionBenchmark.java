package io.localssl.benchmarks.training;

import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;
import io.localssl.nn.StackSettings;
import io.localssl.nn.conv.ConvBackend;
import io.localssl.nn.conv.ConvolutionMethod;
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

import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The kernels of one block by each method: forward with ReLU and pooling, and the gradients on the way back through both. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

    /** All blocks of the net, for the map of one is the input of the next. */
    @State(Scope.Benchmark)
    public abstract static class Stack {
        private final GradientFlow flow;

        /** WINOGRAD, or DIRECT for products of patches. */
        @Param({"WINOGRAD", "DIRECT"})
        ConvolutionMethod method;

        BlockStack stack;
        private EncoderParameters parameters;
        private INDArray images;
        private INDArray gradient;

        Stack(GradientFlow flow) {
            this.flow = flow;
        }

        @Setup(Level.Trial)
        public void build(ComputeState state) {
            images = ComputeState.random(ComputeState.ROWS, 3, 32, 32);
            parameters = new EncoderParameters(DataType.FLOAT, state.spec, new SplittableRandom(2));
            stack = new ConvBackend(Collections.nCopies(state.spec.depth(), method)).stack(state.spec, parameters, images,
                    new StackSettings(FeaturePooling.SPATIAL, flow, Retention.ALL), state.workers);
            stack.forward();
            gradient = ComputeState.random(stack.blocks().get(state.block - 1).features().shape());
            stack.blocks().get(state.block - 1).mapGradient(gradient);
        }

        @TearDown(Level.Trial)
        public void close() {
            stack.close();
            parameters.close();
            images.close();
            gradient.close();
        }
    }

    /** As local rules use it. */
    public static class Local extends Stack {
        public Local() {
            super(GradientFlow.LOCAL);
        }
    }

    /** As back-propagation uses it. */
    public static class Through extends Stack {
        public Through() {
            super(GradientFlow.THROUGH);
        }
    }

    @Benchmark
    public void forward(ComputeState state, Local local) {
        local.stack.blocks().get(state.block - 1).forward();
    }

    @Benchmark
    public void weightGradient(ComputeState state, Local local) {
        local.stack.blocks().get(state.block - 1).weightGradient();
    }

    /** Of the lowest block there is nothing to compute. */
    @Benchmark
    public void inputGradient(ComputeState state, Through through) {
        through.stack.blocks().get(state.block - 1).inputGradient();
    }
}
