package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Lars;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LearnerTest {

    static Stream<Arguments> networks() {
        return AllBackends.networks(List.of("clapp++pooled", "clapp++", "clapp++dfb", "clapp++both", "clapp++concat", "clapp++fixed", "clapp++identity",
            "clapp++lowrank:rank=2", "clapp++rownorm:pooling=global"));
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("networks")
    void gradientsEqualTheNaiveLoops(Backend backend, DataType type, String name, EncoderSpec spec, int images) {
        Rule rule = Rule.of(name);
        try (Learner learner = new Learner(spec, rule, backend, type, Activations.KEEP, 2, new SplittableRandom(7))) {
            double tolerance = type == DataType.DOUBLE ? 1e-12 : 2e-5;
            double[] pixels = fill(learner, images, 11);
            NaiveLearner naive = new NaiveLearner(learner, (Contrastive) rule.objective());
            Pairs pairs = Pairs.ofPositives(images, index(2 * images, 3), index(2 * images, 5));

            double[] losses = learner.gradients(images, pairs);

            assertArrayEquals(naive.gradients(pixels, 2 * images, pairs), losses, 10 * tolerance);
            for (int l = 0; l < spec.depth(); l++) {
                assertClose("weight " + l, naive.weightGradient[l], learner.encoder().blocks().get(l).weight().gradient(), tolerance);
                assertClose("bias " + l, naive.biasGradient[l], learner.encoder().blocks().get(l).bias().gradient(), tolerance);
                boolean full = ((Contrastive) rule.objective()).projection().kind() == Matrices.Kind.TRAINED; // the other kinds have a test of their own
                for (int c = 0; full && c < naive.matrixGradient[l].length; c++) {
                    try (INDArray gradient = learner.losses().get(l).parameters().get(c).denseGradient()) {
                        assertClose("matrix " + l, naive.matrixGradient[l][c], gradient, tolerance);
                    }
                }
            }
        }
    }

    /** A batch seen again and again is learned: each block's loss falls far below what it started from. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++dfb", "clapp++both", "clapp++concat", "clapp++softhinge", "clapp++phyll", "clapp++linear",
        "clapp++fixed", "clapp++lowrank:rank=5", "clapp++rownorm", "infonce-local", "bp-clapp++", "bp-clapp++spatial", "bp-infonce", "dfa-clapp++", "dfa-infonce",
        "pc-clapp++", "pc-infonce", "pc-dfa-clapp++", "clapp-s:prediction-steps=1", "bp-clapp:prediction-steps=1"})
    void everyRuleFitsABatch(String rule) {
        requireFitting(rule, spec(rule, "16,24M,24M", "4-2-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++both", "infonce-local", "bp-clapp++", "bp-infonce", "dfa-clapp++",
        "pc-clapp++:relaxation-steps=20"})
    void everyRuleFitsABatchWithRicherBlocks(String rule) {
        requireFitting(rule, EncoderSpec.of("16,R16,R24s2,F24:normalisation=batch", "4-4-3-1", ImageShape.parse("3x12x12")));
    }

    @Test
    void largeStepsOfPredictiveCodingAreRefusedWhereInputsAreNormalised() {
        EncoderSpec spec = EncoderSpec.of("4,5:normalisation=rms", null, ImageShape.parse("3x12x12"));
        Rule.of("pc-clapp++").requireFits(spec);
        assertEquals("found relaxation-rate=0.5 with a net whose blocks normalise what they read, expected at most 0.1: normalisation makes slopes steep, and larger steps overshoot",
                assertThrows(RuleException.class, () -> Rule.of("pc-clapp++:relaxation-rate=0.5").requireFits(spec)).getMessage());
    }

    private static void requireFitting(String rule, EncoderSpec spec) {
        try (Learner learner = new Learner(spec, Rule.of(rule), Backends.of("auto"), DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(4))) {
            fill(learner, 6, 12);
            double[] first = learner.gradients(6, Pairs.nextRow(6));
            descend(learner, 6);
            double[] last = learner.gradients(6, Pairs.nextRow(6));
            for (int l = 0; l < last.length; l++) {
                assertTrue(last[l] < 0.5 * first[l], rule + ", block " + l + " from " + first[l] + " to " + last[l]);
            }
        }
    }

    /** With 3 by 3 patches where they are compared. */
    private static EncoderSpec spec(String rule, String net, String pool) {
        return EncoderSpec.of(FittingNet.of(rule, net, "8/2"), pool, ImageShape.parse("3x12x12"));
    }

    /** Many steps on the batch that is there. */
    static void descend(Learner learner, int images) {
        AdamW optimiser = new AdamW(0);
        for (int step = 0; step < 300; step++) {
            learner.gradients(images, Pairs.nextRow(images));
            learner.update(optimiser, 1e-3);
        }
    }

    /** Matrices and weights after some steps are the same to the last bit, however many threads share the work. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++both", "clapp++concat", "clapp++lowrank:rank=5", "clapp++rownorm", "infonce-local", "lpl",
        "ff", "scff", "dfa-clapp++", "pc-dfa-clapp++", "clapp:prediction-steps=1"})
    void resultsDoNotDependOnTheNumberOfThreads(String rule) {
        for (Optimiser optimiser : List.of(new AdamW(1e-3), new Lars(1e-3))) {
            List<float[]> alone = trained(rule, optimiser, 1);
            for (int threads = 2; threads <= 3; threads++) {
                List<float[]> shared = trained(rule, optimiser, threads);
                for (int i = 0; i < alone.size(); i++) {
                    assertArrayEquals(alone.get(i), shared.get(i), "parameter " + i + " with " + threads + " threads");
                }
            }
        }
    }

    private static List<float[]> trained(String rule, Optimiser optimiser, int threads) {
        EncoderSpec spec = spec(rule, "16,24M,40M", "2-2-1");
        try (Learner learner = new Learner(spec, Rule.of(rule), Backends.of("auto"), DataType.FLOAT, Activations.KEEP, threads, new SplittableRandom(4))) {
            fill(learner, 6, 12);
            for (int step = 0; step < 3; step++) {
                learner.gradients(6, Pairs.nextRow(6));
                learner.update(optimiser, 1e-2);
            }
            return Stream.concat(learner.encoder().all().map(Parameter::value), learner.losses().stream().filter(Objects::nonNull)
                    .flatMap(loss -> loss.values().stream())).map(OffHeap::read).toList();
        }
    }

    /** A step may forget what it no longer needs, and it may compute it again: what comes out is the same, to the bit, as from keeping everything. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++dfb", "clapp++both", "clapp++concat", "clapp++:context=1-1-3-3-3", "clapp++greedy", "infonce-local",
        "lpl", "ff", "scff", "bp-ff", "bp-clapp++", "trained-feedback", "dfa-clapp++", "dfa-infonce", "pc-clapp++", "clapp:prediction-steps=1"})
    void whatAStepKeepsDoesNotMatter(String rule) {
        requireSame(spec(rule, "16,24M,18,17M,20", "4-2-2-1-1"), rule);
    }

    /** The same with normalised inputs, whose statistics run along once a step, residual and fully connected blocks. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "clapp++dfb", "clapp++greedy", "infonce-local", "lpl", "bp-clapp++", "trained-feedback", "dfa-clapp++",
        "pc-clapp++"})
    void whatAStepKeepsDoesNotMatterToRicherBlocks(String rule) {
        for (String normalisation : List.of("batch", "layer")) {
            requireSame(EncoderSpec.of("16,R16,R18s2,17A,F20:normalisation=" + normalisation, "4-4-2-1-1", ImageShape.parse("3x12x12")), rule);
        }
    }

    private static void requireSame(EncoderSpec spec, String rule) {
        List<float[]> expected = afterSteps(spec, rule, Activations.KEEP, false);
        for (Activations activations : Activations.values()) {
            List<float[]> found = afterSteps(spec, rule, activations, true);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), found.get(i), activations + ", array " + i);
            }
        }
    }

    /** A block and the matrices of its loss descend at the rate of the block, whatever those of the others are. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "lpl", "bp-clapp++"})
    void blocksLearnAtRatesOfTheirOwn(String rule) {
        List<List<float[]>> found = oneStep(rule + ":rates=3-0.5", 1e-3);
        for (double rate : new double[]{3, 0.5}) {
            List<List<float[]>> expected = oneStep(rule, rate * 1e-3);
            for (int l = rate == 3 ? 0 : 1; l < (rate == 3 ? 1 : 3); l++) {
                for (int i = 0; i < expected.get(l).size(); i++) {
                    assertArrayEquals(expected.get(l).get(i), found.get(l).get(i), 1e-9f, "block " + l + ", array " + i);
                }
            }
        }
    }

    /** Of each block weights, biases and matrices after a step with weight decay. */
    private static List<List<float[]>> oneStep(String rule, double learningRate) {
        EncoderSpec spec = EncoderSpec.of("4,5M,6", "3-2-2", new ImageShape(2, 9, 8));
        try (Learner learner = new Learner(spec, Rule.of(rule), Backends.of("auto"), DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(4))) {
            fill(learner, 5, 12);
            learner.step(5, Pairs.nextRow(5), new AdamW(0.1), learningRate, (block, loss) -> { });
            List<List<float[]>> values = new ArrayList<>();
            for (int l = 0; l < spec.depth(); l++) {
                List<float[]> block = new ArrayList<>();
                learner.encoder().blocks().get(l).parameters().forEach(p -> block.add(OffHeap.read(p.value())));
                if (learner.losses().get(l) != null) {
                    learner.losses().get(l).values().forEach(v -> block.add(OffHeap.read(v)));
                }
                values.add(block);
            }
            return values;
        }
    }

    private static List<float[]> afterSteps(EncoderSpec spec, String rule, Activations activations, boolean sweep) {
        try (Learner learner = new Learner(spec, Rule.of(rule), Backends.of("auto"), DataType.FLOAT, activations, 2, new SplittableRandom(4))) {
            learner.startEpoch(3, 5);
            fill(learner, 5, 12);
            AdamW optimiser = new AdamW(0);
            List<float[]> values = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                double[] losses;
                if (sweep) {
                    losses = learner.step(5, Pairs.nextRow(5), optimiser, 1e-3, (block, loss) -> { });
                } else {
                    losses = learner.gradients(5, Pairs.nextRow(5));
                    learner.update(optimiser, 1e-3);
                }
                values.add(floats(losses));
            }
            learner.encoder().all().forEach(p -> values.add(OffHeap.read(p.value())));
            learner.losses().stream().filter(Objects::nonNull).flatMap(loss -> loss.values().stream()).forEach(v -> values.add(OffHeap.read(v)));
            learner.encoder().blocks().stream().flatMap(block -> block.statistics().stream()).forEach(s -> values.add(s.export().variance()));
            return values;
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static int[] index(int rows, int seed) {
        return new SplittableRandom(seed).ints(rows, 0, rows).toArray();
    }

    static double[] fill(Learner learner, int images, int seed) {
        INDArray input = learner.input(images);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < input.length(); i++) {
            input.putScalar(i, (float) (4 * random.nextDouble() - 2));
        }
        return NaiveLearner.doubles(input);
    }

    static void assertClose(String what, double[] expected, INDArray found, double tolerance) {
        double[] values = NaiveLearner.doubles(found);
        double largest = 1e-3;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], tolerance * largest, what + " element " + i);
        }
    }
}
