package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Kernels with the parameters they work on, always the same ones. */
final class StackRun implements AutoCloseable {
    final EncoderSpec spec;
    final EncoderParameters parameters;
    final INDArray images;
    final Workers workers;
    final BlockStack stack;
    /** What each block was sent from above. */
    final List<INDArray> sent = new ArrayList<>();

    StackRun(Backend backend, DataType type, EncoderSpec spec, int rows, FeaturePooling pooling, GradientFlow flow) {
        this(backend, type, spec, rows, pooling, flow, Retention.ALL);
    }

    StackRun(Backend backend, DataType type, EncoderSpec spec, int rows, FeaturePooling pooling, GradientFlow flow, Retention retention) {
        this(backend, type, spec, rows, pooling, flow, retention, 2);
    }

    StackRun(Backend backend, DataType type, EncoderSpec spec, int rows, FeaturePooling pooling, GradientFlow flow, Retention retention, int threads) {
        this(backend, type, spec, rows, new StackSettings(pooling, flow, retention), threads);
    }

    StackRun(Backend backend, DataType type, EncoderSpec spec, int rows, StackSettings settings, int threads) {
        this.spec = spec;
        parameters = new EncoderParameters(type, spec, new SplittableRandom(2));
        workers = new Workers(threads);
        images = Nd4j.create(type, new long[]{rows, spec.image().channels(), spec.image().height(), spec.image().width()}, 'c');
        stack = backend.stack(spec, parameters, images, settings, workers);
    }

    BlockKernel top() {
        return stack.blocks().get(spec.depth() - 1);
    }

    List<BlockKernel> fromTheTop() {
        List<BlockKernel> kernels = new ArrayList<>(stack.blocks());
        Collections.reverse(kernels);
        return kernels;
    }

    INDArray gradientOf(int block, int seed) {
        INDArray gradient = Nd4j.create(parameters.type(), stack.blocks().get(block).features().shape(), 'c');
        fill(gradient, seed);
        return gradient;
    }

    INDArray topGradient(int seed) {
        return gradientOf(spec.depth() - 1, seed);
    }

    /** Sends a random gradient of the top features down to the lowest block. */
    double[] backPropagate(int seed) {
        INDArray gradient = topGradient(seed);
        top().mapGradient(gradient);
        sent.clear();
        for (BlockKernel kernel : fromTheTop()) {
            sent.add(0, kernel.pooledMapGradient().dup('c'));
            kernel.weightGradient();
            kernel.inputGradient();
        }
        return doubles(gradient);
    }

    List<float[]> everything() {
        return Stream.concat(parameters.all().map(Parameter::gradient), sent.stream())
                .map(OffHeap::read).toList();
    }

    /** What each block reads. */
    double[][] naiveInputs(double[] pixels, FeaturePooling pooling) {
        double[][] inputs = new double[spec.depth()][];
        double[] map = pixels;
        for (int l = 0; l < inputs.length; l++) {
            inputs[l] = map;
            EncoderParameters.Block block = parameters.blocks().get(l);
            NaiveBlock naive = new NaiveBlock(spec, l, pooling, (int) stack.images().size(0));
            map = naive.maxPool(naive.convolve(map, doubles(block.weight().value()), doubles(block.bias().value())));
        }
        return inputs;
    }

    @Override
    public void close() {
        stack.close();
        images.close();
        workers.close();
        parameters.close();
    }

    /** The same floats in an array of either type. */
    static double[] fill(INDArray array, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) array.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        OffHeap.write(values, array);
        return doubles(array);
    }

    static double[] doubles(INDArray array) {
        double[] values = new double[(int) array.length()];
        OffHeap.readDoubles(array, values);
        return values;
    }

    static void assertClose(String what, double[] expected, INDArray found, double tolerance) {
        double[] values = doubles(found);
        double largest = 1e-3;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        assertEquals(expected.length, values.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], tolerance * largest, what + " element " + i);
        }
    }

    static void assertNear(String what, INDArray expected, INDArray found) {
        assertClose(what, doubles(expected), found, 5e-5);
    }
}
