package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.nn.conv.ConvBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Gradients that travel from block to block. */
class InputGradientTest {

    /** Channels of blocks, kernels, image: odd maps, dropped borders of both pools, single channels, 1x1 maps. */
    private static final String[][] NETS = {{"3,4M,5M", "3-2-1", "3x13x9"}, {"2M,3", null, "1x7x5"}, {"4,1,3", "1-1-1", "2x1x1"},
        {"5M,17M,16", "3-2-1", "3x9x9"}, {"16,18,19M", "4-3-2", "1x7x7"}};

    private static List<Backend> backends() {
        return List.of(new Nd4jBackend(), new ConvBackend());
    }

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (Backend backend : backends()) {
            for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
                for (FeaturePooling pooling : EnumSet.complementOf(EnumSet.of(FeaturePooling.CONVOLVED))) {
                    for (String[] net : NETS) {
                        if (backend.supports(type)) {
                            cases.add(Arguments.of(backend, type, pooling, net[0], net[1], net[2]));
                        }
                    }
                }
            }
        }
        return cases.stream();
    }

    /** Twice on the same kernels, so that nothing of the first gradient may be left. */
    @ParameterizedTest(name = "{0} {1} {2} {3} {5}")
    @MethodSource("networks")
    void backPropagationEqualsTheNaiveLoops(Backend backend, DataType type, FeaturePooling pooling, String net, String pool, String image) {
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 2e-5;
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        for (int rows : new int[]{2, 6}) {
            try (StackRun run = new StackRun(backend, type, spec, rows, pooling, GradientFlow.THROUGH)) {
                for (int seed = 1; seed <= 2; seed++) {
                    double[] pixels = StackRun.fill(run.stack.images(), seed);
                    run.stack.forward();
                    double[] top = run.backPropagate(seed);
                    int l = spec.depth() - 1;
                    double[] gradient = new NaiveBlock(spec, l, pooling, rows).spread(top);
                    double[][] inputs = run.naiveInputs(pixels, pooling);
                    for (; l >= 0; l--) {
                        NaiveBlock naive = new NaiveBlock(spec, l, pooling, rows);
                        EncoderParameters.Block block = run.parameters.blocks().get(l);
                        double[] weight = StackRun.doubles(block.weight().value());
                        double[] convolved = naive.convolve(inputs[l], weight, StackRun.doubles(block.bias().value()));
                        StackRun.assertClose("dL/dh " + l, naive.averagePool(gradient), run.sent.get(l), tolerance);
                        double[] convolvedGradient = naive.rectify(convolved, gradient);
                        StackRun.assertClose("weight " + l, naive.weightGradient(inputs[l], convolvedGradient), block.weight().gradient(), tolerance);
                        StackRun.assertClose("bias " + l, naive.biasGradient(convolvedGradient), block.bias().gradient(), tolerance);
                        gradient = naive.inputGradient(weight, convolvedGradient);
                    }
                }
            }
        }
    }

    /** The weight gradient of the lowest block is the slope of a function of the top features. */
    @Test
    void backPropagationIsTheFiniteDifference() {
        EncoderSpec spec = EncoderSpec.of("4,5M,6", "3-2-2", new ImageShape(2, 9, 7));
        try (StackRun run = new StackRun(new Nd4jBackend(), DataType.DOUBLE, spec, 4, FeaturePooling.SPATIAL, GradientFlow.THROUGH)) {
            StackRun.fill(run.stack.images(), 3);
            run.stack.forward();
            INDArray top = Nd4j.createFromArray(run.backPropagate(4)).reshape('c', run.top().features().shape());
            for (Parameter parameter : List.of(run.parameters.blocks().get(0).weight(), run.parameters.blocks().get(0).bias())) {
                double[] analytic = StackRun.doubles(parameter.gradient());
                double[] value = StackRun.doubles(parameter.value());
                for (int i = 0; i < value.length; i++) {
                    double[] loss = new double[2];
                    for (int side = 0; side < 2; side++) {
                        double[] varied = value.clone();
                        varied[i] += side == 0 ? -1e-6 : 1e-6;
                        OffHeap.writeDoubles(varied, parameter.value());
                        run.stack.forward();
                        loss[side] = run.top().features().mul(top).sumNumber().doubleValue();
                    }
                    OffHeap.writeDoubles(value, parameter.value());
                    assertEquals((loss[1] - loss[0]) / 2e-6, analytic[i], 1e-7, "element " + i);
                }
            }
        }
    }

    /** Shapes with and without a Winograd convolution; the error is that of float sums. */
    static Stream<Arguments> sizes() {
        return Stream.of("32,32,32M,48 4-4-2-2 3x9x9", "16,33M,17 5-2-2 1x7x5", "17,16M,16M,64 3-3-2-1 3x13x9", "32M,64,32M 1-1-1 1x4x4",
                        "20,3,16 1-1-1 5x1x1").map(s -> s.split(" ")).flatMap(s -> Stream.of(2, 6, 10, 130).map(rows -> Arguments.of(s[0], s[1], s[2], rows)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void backendsAgree(String net, String pool, String image, int rows) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        try (StackRun oracle = new StackRun(new Nd4jBackend(), DataType.DOUBLE, spec, rows, FeaturePooling.SPATIAL, GradientFlow.THROUGH);
             StackRun run = new StackRun(new ConvBackend(), DataType.FLOAT, spec, rows, FeaturePooling.SPATIAL, GradientFlow.THROUGH)) {
            for (StackRun each : List.of(oracle, run)) {
                StackRun.fill(each.stack.images(), 5);
                each.stack.forward();
                each.backPropagate(6);
            }
            for (int l = 0; l < spec.depth(); l++) {
                StackRun.assertNear("dL/dh " + l, oracle.sent.get(l), run.sent.get(l));
                StackRun.assertNear("weight " + l, oracle.parameters.blocks().get(l).weight().gradient(), run.parameters.blocks().get(l).weight().gradient());
                StackRun.assertNear("bias " + l, oracle.parameters.blocks().get(l).bias().gradient(), run.parameters.blocks().get(l).bias().gradient());
            }
        }
    }

    @Test
    void theOrderOfWeightAndInputGradientDoesNotMatter() {
        EncoderSpec spec = EncoderSpec.of("16,17M,18", "2-2-2", new ImageShape(3, 8, 8));
        for (Backend backend : backends()) {
            try (StackRun run = new StackRun(backend, DataType.FLOAT, spec, 6, FeaturePooling.SPATIAL, GradientFlow.THROUGH)) {
                StackRun.fill(run.stack.images(), 7);
                run.stack.forward();
                run.backPropagate(8);
                List<float[]> weightFirst = run.everything();
                run.parameters.all().forEach(p -> p.gradient().assign(42));
                run.top().mapGradient(run.topGradient(8));
                for (int l = spec.depth() - 1; l >= 0; l--) {
                    run.sent.set(l, run.stack.blocks().get(l).pooledMapGradient().dup('c'));
                    run.stack.blocks().get(l).inputGradient();
                    Parameter weight = run.parameters.blocks().get(l).weight();
                    assertEquals(42 * weight.gradient().length(), weight.gradient().sumNumber().doubleValue(), "inputGradient wrote a weight gradient");
                    run.stack.blocks().get(l).weightGradient();
                }
                List<float[]> inputFirst = run.everything();
                for (int i = 0; i < weightFirst.size(); i++) {
                    assertArrayEquals(weightFirst.get(i), inputFirst.get(i), backend.name() + " array " + i);
                }
            }
        }
    }

    /** A block's own loss takes the place of what was sent from above, and the other way round. */
    @Test
    void theLastGradientCounts() {
        EncoderSpec spec = EncoderSpec.of("16,17M", "2-2", new ImageShape(3, 8, 8));
        for (Backend backend : backends()) {
            try (StackRun run = new StackRun(backend, DataType.FLOAT, spec, 4, FeaturePooling.SPATIAL, GradientFlow.THROUGH);
                 StackRun local = new StackRun(backend, DataType.FLOAT, spec, 4, FeaturePooling.SPATIAL, GradientFlow.LOCAL)) {
                StackRun.fill(run.stack.images(), 9);
                StackRun.fill(local.stack.images(), 9);
                run.stack.forward();
                local.stack.forward();
                run.backPropagate(10);
                float[] sent = OffHeap.read(run.parameters.blocks().get(0).weight().gradient());
                INDArray own = run.gradientOf(0, 11);
                for (StackRun each : List.of(run, local)) {
                    each.stack.blocks().get(0).mapGradient(own);
                    each.stack.blocks().get(0).weightGradient();
                }
                assertArrayEquals(OffHeap.read(local.parameters.blocks().get(0).weight().gradient()),
                        OffHeap.read(run.parameters.blocks().get(0).weight().gradient()));
                run.top().inputGradient();
                run.stack.blocks().get(0).weightGradient();
                assertArrayEquals(sent, OffHeap.read(run.parameters.blocks().get(0).weight().gradient()));
            }
        }
    }

    @Test
    void aLocalStackSendsNothing() {
        EncoderSpec spec = EncoderSpec.of("2,3", "1-1", new ImageShape(1, 4, 4));
        for (Backend backend : backends()) {
            try (StackRun run = new StackRun(backend, DataType.FLOAT, spec, 2, FeaturePooling.SPATIAL, GradientFlow.LOCAL)) {
                run.stack.forward();
                for (BlockKernel kernel : run.stack.blocks()) {
                    kernel.mapGradient(kernel.features());
                    IllegalStateException e = assertThrows(IllegalStateException.class, kernel::inputGradient);
                    assertEquals("found a stack built for GradientFlow.LOCAL, expected GradientFlow.THROUGH; "
                            + "only that lets a gradient reach the block below", e.getMessage());
                    assertThrows(IllegalStateException.class, kernel::pooledMapGradient);
                }
            }
        }
    }

    @Test
    void aClosedStackKeepsNoMemory() {
        EncoderSpec spec = EncoderSpec.of("2,3M", "1-1", new ImageShape(1, 4, 4));
        for (Backend backend : backends()) {
            StackRun run = new StackRun(backend, DataType.FLOAT, spec, 2, FeaturePooling.SPATIAL, GradientFlow.THROUGH);
            run.stack.forward();
            run.backPropagate(12);
            List<INDArray> gradients = run.stack.blocks().stream().map(BlockKernel::pooledMapGradient).toList();
            assertFalse(gradients.stream().anyMatch(g -> g.data().wasClosed()));
            run.close();
            assertTrue(gradients.stream().allMatch(g -> g.data().wasClosed()), backend.name());
        }
    }
}
