package io.localssl.nn.conv;

import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Workers;

import io.localssl.onnx.ConvolutionShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Times every method for every convolution on this machine. In: sizes and the threads that compute. Out: the fastest methods. Its memory is released when it returns.
 * <p>
 * What it finds may differ from run to run, and with it the last bits of what is trained: whoever wants those again must keep the methods that were found.
 */
public final class ConvolutionTiming {
    private static final int REPETITIONS = 4;

    private ConvolutionTiming() {
    }

    /**
     * The fastest methods.
     *
     * @param spec    the encoder.
     * @param rows    rows of a batch: its views, or the patches of all of them.
     * @param threads how many threads compute.
     * @return for each convolution, from the pixels up, the method whose forward pass and weight gradient take the least time together.
     */
    public static List<ConvolutionMethod> fastest(EncoderSpec spec, int rows, int threads) {
        try (Workers workers = new Workers(threads)) {
            return spec.convolutions().stream().map(shape -> Arrays.stream(ConvolutionMethod.values()).filter(method -> method.fits(shape))
                    .min(Comparator.comparingDouble(method -> milliseconds(shape, method, rows, workers))).orElseThrow()).toList();
        }
    }

    /** The least time of a forward pass and a weight gradient, of which neither depends on the values. */
    private static double milliseconds(ConvolutionShape shape, ConvolutionMethod method, int rows, Workers workers) {
        ConvolutionPlan plan = ConvolutionPlan.of(method, shape, rows);
        int weightSize = Math.toIntExact(shape.weights());
        try (Workspace workspace = new Workspace(workers, List.of(plan)); FloatMemory maps = random((long) rows * shape.input().size(), 1); FloatMemory weights = random(weightSize, 2)) {
            Convolution convolution = new Convolution(plan, workspace);
            FeatureMap input = new FeatureMap(maps, 0, rows, shape.input());
            FloatBuffer values = weights.part(0, weightSize);
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                convolution.apply(input, Kernels.forward(values, shape), (row, strip, scratch) -> { });
                convolution.weightGradient(input, (row, strip, scratch) -> { }, values);
                least = Math.min(least, (System.nanoTime() - start) / 1e6);
            }
            return least;
        }
    }

    /** Numbers between -1/2 and 1/2. */
    static FloatMemory random(long length, long seed) {
        FloatMemory memory = new FloatMemory(length);
        SplittableRandom random = new SplittableRandom(seed);
        float[] line = new float[4096];
        for (long from = 0; from < length; from += line.length) {
            int n = (int) Math.min(line.length, length - from);
            for (int i = 0; i < n; i++) {
                line[i] = (float) (random.nextDouble() - 0.5);
            }
            memory.part(from, n).put(0, line, 0, n);
        }
        return memory;
    }
}
