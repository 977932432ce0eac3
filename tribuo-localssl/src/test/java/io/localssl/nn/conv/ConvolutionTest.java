package io.localssl.nn.conv;

import io.localssl.image.ImageShape;
import io.localssl.nn.Workers;
import io.localssl.onnx.ConvolutionShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Batches of one chunk, of several whose input planes are kept, and of several whose are not; with weights in one panel and in several. */
class ConvolutionTest {

    /** A convolution with its maps and the gradient of its output. */
    private record Case(ConvolutionPlan plan, Workspace workspace, Convolution convolution, FloatMemory inputs, FloatMemory gradients, FloatMemory weights, FloatMemory result)
            implements AutoCloseable {

        static Case of(ConvolutionMethod method, ConvolutionShape shape, int rows, Workers workers) {
            ConvolutionPlan plan = ConvolutionPlan.of(method, shape, rows);
            Workspace workspace = new Workspace(workers, List.of(plan));
            return new Case(plan, workspace, new Convolution(plan, workspace), ConvolutionTiming.random((long) rows * shape.input().size(), 1),
                    ConvolutionTiming.random((long) rows * shape.output().size(), 2), ConvolutionTiming.random(shape.weights(), 3), ConvolutionTiming.random(shape.weights(), 4));
        }

        FeatureMap input() {
            return new FeatureMap(inputs, 0, plan.rows(), plan.shape().input());
        }

        void apply() {
            convolution.apply(input(), Kernels.forward(weights.part(0, length()), plan.shape()), (row, strip, scratch) -> { });
        }

        float[] weightGradient() {
            FeatureMap gradient = new FeatureMap(gradients, 0, plan.rows(), plan.shape().output());
            ConvolvedMap output = new ConvolvedMap(gradient, plan.shape());
            convolution.weightGradient(input(), (row, strip, scratch) -> output.readGradient(row, strip, gradient, scratch), result.part(0, length()));
            return all(result, length());
        }

        int length() {
            return (int) plan.shape().weights();
        }

        /** Loops over the definition, for maps in the order (row, y, x, channel). */
        double[] loops() {
            ConvolutionShape shape = plan.shape();
            ImageShape in = shape.input();
            float[] x = all(inputs, plan.rows() * in.size());
            float[] g = all(gradients, plan.rows() * shape.output().size());
            double[] sum = new double[length()];
            for (int position = 0; position < plan.rows() * shape.height() * shape.width(); position++) {
                int row = position / (shape.height() * shape.width());
                int top = position / shape.width() % shape.height() - 1;
                int left = position % shape.width() - 1;
                for (int tap = 0; tap < 9; tap++) {
                    int y = top + tap / 3;
                    int column = left + tap % 3;
                    if (y < 0 || y >= in.height() || column < 0 || column >= in.width()) {
                        continue;
                    }
                    int at = ((row * in.height() + y) * in.width() + column) * in.channels();
                    for (int o = 0; o < shape.outChannels(); o++) {
                        double gradient = g[position * shape.outChannels() + o];
                        for (int i = 0; i < in.channels(); i++) {
                            sum[(o * in.channels() + i) * 9 + tap] += gradient * x[at + i];
                        }
                    }
                }
            }
            return sum;
        }

        private static float[] all(FloatMemory memory, int length) {
            float[] values = new float[length];
            memory.part(0, length).get(values);
            return values;
        }

        @Override
        public void close() {
            List.of(inputs, gradients, weights, result).forEach(FloatMemory::close);
            workspace.close();
        }
    }

    private static ConvolutionShape shape(int in, int out, int side) {
        return ConvolutionShape.same(new ImageShape(in, side, side), out, 3, 1);
    }

    @ParameterizedTest
    @CsvSource({"WINOGRAD, 16, 5, 8, 7, true", "WINOGRAD, 20, 6, 16, 50, true", "WINOGRAD, 70, 3, 17, 45, false", "DIRECT, 3, 4, 32, 21, true", "DIRECT, 31, 2, 32, 21, false",
            "WINOGRAD, 1040, 150, 4, 2, true"})
    void theGradientOfTheWeightsIsTheSameWhetherOrNotTheInputsAreKept(ConvolutionMethod method, int in, int out, int side, int rows, boolean kept) {
        try (Workers workers = new Workers(2); Case c = Case.of(method, shape(in, out, side), rows, workers)) {
            assertEquals(kept, c.plan.keepsInputs());
            float[] alone = c.weightGradient();
            c.apply();
            assertEquals(kept, c.workspace.holds(c.convolution));
            assertArrayEquals(alone, c.weightGradient());
            assertFalse(c.workspace.holds(c.convolution));
            double[] expected = c.loops();
            double scale = Math.sqrt(IntStream.range(0, expected.length).mapToDouble(i -> expected[i] * expected[i]).average().orElseThrow());
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], alone[i], 2e-5 * scale, "weight " + i);
            }
        }
    }

    @Test
    void thePlansAreTheOnesThatAreMeant() {
        assertTrue(ConvolutionPlan.of(ConvolutionMethod.WINOGRAD, shape(20, 6, 16), 50).chunk() < 50, "several chunks");
        assertTrue(ConvolutionPlan.of(ConvolutionMethod.WINOGRAD, shape(1040, 150, 4), 2).panel() < 150, "several panels");
        assertEquals(List.of(25, 23), List.of(ConvolutionPlan.of(ConvolutionMethod.WINOGRAD, shape(20, 6, 16), 50).chunk(),
                ConvolutionPlan.of(ConvolutionMethod.WINOGRAD, shape(20, 6, 16), 69).chunk()), "of the same size");
    }

    @Test
    void inputsThatOthersHaveWrittenOverOrThatHaveChangedAreReadAgain() {
        try (Workers workers = new Workers(1); Case c = Case.of(ConvolutionMethod.WINOGRAD, shape(16, 5, 8), 7, workers); FloatMemory other = ConvolutionTiming.random(7 * 16 * 64, 5)) {
            float[] expected = c.weightGradient();
            c.apply();
            new Convolution(c.plan, c.workspace).apply(new FeatureMap(other, 0, 7, c.plan.shape().input()), Kernels.forward(c.weights.part(0, c.length()), c.plan.shape()),
                    (row, strip, scratch) -> { });
            assertArrayEquals(expected, c.weightGradient());

            c.apply();
            c.inputs.part(0, 1).put(100);
            c.workspace.hold(null);
            float[] changed = c.weightGradient();
            c.apply();
            assertArrayEquals(changed, c.weightGradient());
            assertFalse(Arrays.equals(expected, changed));
        }
    }
}
