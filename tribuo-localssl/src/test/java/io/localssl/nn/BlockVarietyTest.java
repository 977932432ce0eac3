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

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Blocks beyond 3x3 convolutions: other kernels, strides and pools, normalised inputs, triangle activation, fully connected and residual blocks, patches. */
class BlockVarietyTest {

    static Stream<Arguments> nets() {
        return Stream.of(
                "4k5,5k1,3k7M 1-1-1 2x9x6", "4s2,6k5s3,3 2-1-1 2x13x9", "3k1s2,4s2M 1-1 1x10x7", "4A,6A 2-1 3x9x11", "4M4,6M4,5M4 2-1-1 2x13x10", "3k5M4,4M4,5A 2-1-1 1x16x16",
                "4:activation=triangle 2 3x5x7", "4M,5A,6M4:activation=triangle 2-2-1 2x13x12", "17M,18M:activation=triangle 2-1 3x9x8",
                "4,5M,6:normalisation=batch 2-2-1 2x8x7", "4,5M,6:normalisation=layer 2-2-1 2x8x7", "4,5M,6:normalisation=rms 2-2-1 2x8x7",
                "3k5A,4M4,17:activation=triangle:normalisation=layer 2-1-1 2x13x12",
                "F5,F4 1-1 2x3x4", "4M,F6,F3:normalisation=rms 2-1-1 2x5x7", "4s2,F6:normalisation=batch 1-1 1x7x5", "17,F19 2-1 3x4x4",
                "4,R4,R5,R6s2 2-2-2-1 2x9x7", "4,R4,R5s2:normalisation=batch 2-2-1 2x9x8", "4,R4,R5s2,F3:normalisation=layer 2-2-1-1 2x8x5",
                "3,R3,R4s3:normalisation=rms 2-2-1 1x8x7", "17,R17,R18s2,R18 2-2-1-1 3x9x8", "R3,R5 2-1 3x6x6",
                "4,5M:input=layer 2-1 2x9x8", "3k5s2,4:input=rms:normalisation=layer 2-1 3x8x9", "4A,F5:input=batch 2-1 2x6x5", "R3,R5s2:input=layer:normalisation=batch 2-1 3x7x6",
                "4,5M:patches=5/2 2-1 2x9x8", "4M,F5:patches=4/4:normalisation=rms 1-1 1x9x8", "3,R4s2:patches=6/3:normalisation=batch 2-1 2x9x12")
                .map(s -> s.split(" ")).map(s -> Arguments.of(s[0], s[1], s[2]));
    }

    /** Both ways to send a gradient: from the top through all blocks, and from each block's own features. */
    @ParameterizedTest
    @MethodSource("nets")
    void gradientsAreFiniteDifferences(String net, String pool, String image) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        try (StackRun run = new StackRun(new Nd4jBackend(), DataType.DOUBLE, spec, 3, FeaturePooling.SPATIAL, GradientFlow.THROUGH)) {
            StackRun.fill(run.images, 3);
            run.stack.forward();
            INDArray top = Nd4j.createFromArray(run.backPropagate(4)).reshape('c', run.top().features().shape());
            SplittableRandom random = new SplittableRandom(5);
            for (int l = 0; l < spec.depth(); l++) {
                for (Parameter parameter : run.parameters.blocks().get(l).parameters()) {
                    double[] analytic = StackRun.doubles(parameter.gradient());
                    double largest = Math.max(1e-2, parameter.gradient().amaxNumber().doubleValue());
                    for (int k = 0; k < 6; k++) {
                        int i = random.nextInt(analytic.length);
                        double slope = slope(run, parameter, i, top);
                        assertEquals(slope, analytic[i], 1e-5 * largest, net + ", block " + (l + 1) + ", element " + i);
                    }
                }
            }
        }
    }

    private static double slope(StackRun run, Parameter parameter, int element, INDArray top) {
        double[] value = StackRun.doubles(parameter.value());
        double[] loss = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] varied = value.clone();
            varied[element] += side == 0 ? -1e-6 : 1e-6;
            OffHeap.writeDoubles(varied, parameter.value());
            run.stack.forward();
            loss[side] = run.top().features().mul(top).sumNumber().doubleValue();
        }
        OffHeap.writeDoubles(value, parameter.value());
        return (loss[1] - loss[0]) / 2e-6;
    }

    @ParameterizedTest
    @MethodSource("nets")
    void backendsAgreeOnWhatTravelsThroughAllBlocks(String net, String pool, String image) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        for (int rows : new int[]{2, 5}) {
            try (StackRun oracle = new StackRun(new Nd4jBackend(), DataType.DOUBLE, spec, rows, FeaturePooling.SPATIAL, GradientFlow.THROUGH);
                 StackRun run = new StackRun(new ConvBackend(), DataType.FLOAT, spec, rows, FeaturePooling.SPATIAL, GradientFlow.THROUGH)) {
                for (StackRun each : List.of(oracle, run)) {
                    StackRun.fill(each.images, 6);
                    each.stack.forward();
                    each.backPropagate(7);
                }
                for (int l = 0; l < spec.depth(); l++) {
                    StackRun.assertNear("features " + l, oracle.stack.blocks().get(l).features(), run.stack.blocks().get(l).features());
                    StackRun.assertNear("dL/dh " + l, oracle.sent.get(l), run.sent.get(l));
                }
                assertSameGradients(oracle, run);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void backendsAgreeOnLocalGradientsWhateverIsKept(String net, String pool, String image) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        for (Retention retention : Retention.values()) {
            assertLocalGradientsAgree(spec, new StackSettings(FeaturePooling.SPATIAL, GradientFlow.LOCAL, retention));
        }
    }

    /** Losses that see what leaves the convolutions, and blocks that read pairs: images, and maps that are normalised before. */
    @ParameterizedTest
    @MethodSource("nets")
    void backendsAgreeOnConvolutionsAndPairs(String net, String pool, String image) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        for (Retention retention : Retention.values()) {
            assertLocalGradientsAgree(spec, new StackSettings(FeaturePooling.SPATIAL, GradientFlow.LOCAL, retention, Set.copyOf(List.of(0, spec.depth() - 1))));
            if (!net.contains("R")) {
                assertLocalGradientsAgree(spec, new StackSettings(FeaturePooling.CONVOLVED, GradientFlow.LOCAL, retention, Set.of(spec.depth() - 1)));
            }
        }
    }

    private static void assertLocalGradientsAgree(EncoderSpec spec, StackSettings settings) {
        try (StackRun oracle = new StackRun(new Nd4jBackend(), DataType.DOUBLE, spec, 4, settings, 2); StackRun run = new StackRun(new ConvBackend(), DataType.FLOAT, spec, 4, settings, 2)) {
            StackRun.fill(oracle.images, 8);
            StackRun.fill(run.images, 8);
            for (int l = 0; l < spec.depth(); l++) {
                for (StackRun each : List.of(oracle, run)) {
                    BlockKernel kernel = each.stack.blocks().get(l);
                    kernel.forward();
                    kernel.mapGradient(each.gradientOf(l, 9 + l));
                    kernel.weightGradient();
                }
                StackRun.assertNear("features " + l, oracle.stack.blocks().get(l).features(), run.stack.blocks().get(l).features());
            }
            assertSameGradients(oracle, run);
        }
    }

    /** What is read as pairs, or judged before its activation, sends no gradient down. */
    @Test
    void pairsOfMapsAndConvolutionsAreForLocalLosses() {
        new StackSettings(FeaturePooling.NONE, GradientFlow.THROUGH, Retention.ALL, Set.of(0));
        assertThrows(IllegalArgumentException.class, () -> new StackSettings(FeaturePooling.NONE, GradientFlow.THROUGH, Retention.ALL, Set.of(0, 1)));
        assertThrows(IllegalArgumentException.class, () -> new StackSettings(FeaturePooling.CONVOLVED, GradientFlow.THROUGH, Retention.ALL));
    }

    private static void assertSameGradients(StackRun oracle, StackRun run) {
        for (int l = 0; l < oracle.spec.depth(); l++) {
            List<Parameter> expected = oracle.parameters.blocks().get(l).parameters();
            List<Parameter> found = run.parameters.blocks().get(l).parameters();
            for (int i = 0; i < expected.size(); i++) {
                StackRun.assertNear("block " + l + ", parameter " + i, expected.get(i).gradient(), found.get(i).gradient());
            }
        }
    }

    /** The lower block's gradient and features must not depend on the number of threads, with sums over the batch in them. */
    @ParameterizedTest
    @MethodSource("nets")
    void bitsDoNotDependOnThreads(String net, String pool, String image) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(image));
        float[] expected = null;
        for (int threads : new int[]{1, 2, 3}) {
            try (StackRun run = new StackRun(new ConvBackend(), DataType.FLOAT, spec, 5, FeaturePooling.SPATIAL, GradientFlow.THROUGH, Retention.ALL, threads)) {
                StackRun.fill(run.images, 10);
                run.stack.forward();
                run.backPropagate(11);
                float[] found = OffHeap.read(run.parameters.blocks().get(0).weight().gradient());
                expected = expected == null ? found : expected;
                assertArrayEquals(expected, found);
            }
        }
    }

    /** PyTorch's BatchNorm2d: momentum 0.1, mean from 0, unbiased variance from 1. */
    @Test
    void statisticsRunAlongOnlyWhenTheyAreAdvanced() {
        EncoderSpec spec = EncoderSpec.of("3,4:normalisation=batch", "1-1", new ImageShape(2, 4, 5));
        for (Backend backend : List.of(new Nd4jBackend(), new ConvBackend())) {
            try (StackRun run = new StackRun(backend, DataType.FLOAT, spec, 3, FeaturePooling.SPATIAL, GradientFlow.LOCAL)) {
                StackRun.fill(run.images, 12);
                run.stack.forward();
                run.stack.forward();
                RunningStatistics statistics = run.parameters.blocks().get(1).statistics().get(0);
                assertArrayEquals(new float[]{0, 0, 0}, statistics.export().mean());
                assertArrayEquals(new float[]{1, 1, 1}, statistics.export().variance());
                statistics.advance();
                try (INDArray map = run.stack.blocks().get(0).activation()) {
                    for (int c = 0; c < 3; c++) {
                        double[] values = channel(StackRun.doubles(map), c, 3, 20);
                        double mean = Arrays.stream(values).average().orElseThrow();
                        double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
                        assertEquals(0.1 * mean, statistics.export().mean()[c], 1e-6);
                        assertEquals(0.9 + 0.1 * variance, statistics.export().variance()[c], 1e-6);
                    }
                }
            }
        }
    }

    private static double[] channel(double[] maps, int channel, int channels, int positions) {
        double[] values = new double[maps.length / channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = maps[(i / positions * channels + channel) * positions + i % positions];
        }
        return values;
    }

    /** x^ has mean 0 and variance 1 over what it is taken over, or mean square 1. */
    @Test
    void normalisedMapsAreWhatTheyAreCalled() {
        double[] image = {3, -1, 4, 1, -5, 9};
        double square = Arrays.stream(image).map(v -> v * v).average().orElseThrow();
        double mean = Arrays.stream(image).average().orElseThrow();
        for (String kind : List.of("layer", "rms")) {
            EncoderSpec spec = EncoderSpec.of("6k1,1k1:normalisation=" + kind, "1-1", new ImageShape(6, 1, 1));
            try (StackRun run = new StackRun(new ConvBackend(), DataType.FLOAT, spec, 2, FeaturePooling.SPATIAL, GradientFlow.LOCAL)) {
                run.parameters.all().forEach(p -> p.value().assign(0));
                for (int c = 0; c < 6; c++) { // block 1 passes 10 + the image on, block 2 reads its third channel
                    run.parameters.blocks().get(0).weight().value().putScalar(new int[]{c, c, 0, 0}, 1);
                }
                run.parameters.blocks().get(0).bias().value().assign(10);
                run.parameters.blocks().get(1).weight().value().putScalar(new int[]{0, 2, 0, 0}, 1);
                OffHeap.write(new float[]{3, -1, 4, 1, -5, 9, 3, -1, 4, 1, -5, 9}, run.images);
                run.stack.forward();
                double expected = kind.equals("layer") ? (4 - mean) / Math.sqrt(square - mean * mean + 1e-5)
                        : 14 / Math.sqrt(square + 20 * mean + 100 + 1e-5);
                assertEquals(expected, run.top().features().getDouble(0), 1e-5);
            }
        }
    }

    @Test
    void netsAreReadAndWritten() {
        for (String net : List.of("4k5s2M4,3A,F7,F2", "32,R32,R64s2:normalisation=batch", "8,9M4:normalisation=layer:activation=triangle", "8,9:input=rms", "R8,9:normalisation=batch:input=layer", "4,5M:patches=5/2")) {
            ImageShape image = new ImageShape(3, 40, 40);
            EncoderSpec spec = EncoderSpec.of(net, null, image);
            assertEquals(net, spec.net());
            assertEquals(spec, EncoderSpec.of(spec.net(), spec.pool(), image));
        }
        EncoderSpec resnet = EncoderSpec.of("resnet18", null, new ImageShape(3, 32, 32));
        assertEquals(1 + 2 * 8 + 3, resnet.convolutions().size());
        assertEquals("64x32x32 64x32x32 64x32x32 128x16x16 128x16x16 256x8x8 256x8x8 512x4x4 512x4x4",
                String.join(" ", resnet.blocks().stream().map(b -> b.map().toString()).toList()));
        EncoderSpec scff = EncoderSpec.of("scff:normalisation=rms", null, new ImageShape(3, 32, 32));
        assertEquals("96x16x16 384x8x8 1536x4x4", String.join(" ", scff.blocks().stream().map(b -> b.map().toString()).toList()));
        assertEquals("96k5M4,384M4,1536A:normalisation=rms:input=layer:activation=triangle", scff.net());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ImageShape image = new ImageShape(3, 8, 8);
        refused("R64M", image, "found net 'R64M', expected vgg6");
        refused("F64s2", image, "found net 'F64s2', expected vgg6");
        refused("32k4", image, "found net '32k4', expected vgg6");
        refused("32,R32:activation=triangle", image, "found activation=triangle with a residual block, expected relu");
        refused("32:normalisation=group", image, "found normalisation=group, expected none or batch or layer or rms");
        refused("32:dropout=1", image, "found 'dropout=1' in net '32:dropout=1'");
        refused("32:patches=16", image, "found patches=16, expected size and stride such as 16/8");
        refused("32:patches=16/8", image, "found patches of 16x16 for images of 3x8x8");
        refused("32A,32A,32A,32A", image, "block 4: its 2x2 average pool would shrink a 1x1 map to nothing");
    }

    private static void refused(String net, ImageShape image, String message) {
        String found = assertThrows(EncoderSpecException.class, () -> EncoderSpec.of(net, null, image)).getMessage();
        assertTrue(found.startsWith(message), found);
    }
}
