package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import io.localssl.nn.conv.ConvBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PredictiveCodingTest {
    private static final int IMAGES = 4;
    private static final Pairs PAIRS = Pairs.nextRow(IMAGES);
    private static final EncoderSpec SPEC = EncoderSpec.of("4,5M,6", "3-2-2", new ImageShape(2, 9, 8));
    private static final String SETTINGS = ":relaxation-steps=4:relaxation-rate=0.3";

    static Stream<Arguments> networks() {
        return AllBackends.networks(List.of("pc-clapp++" + SETTINGS, "pc-clapp++:pooling=spatial" + SETTINGS, "pc-dfa-clapp++" + SETTINGS));
    }

    /** Twice, so that nothing of the first relaxation may be left. In float an error is the small difference of two numbers that are rounded. */
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("networks")
    void gradientsEqualTheNaiveLoops(Backend backend, DataType type, String rule, EncoderSpec spec, int images) {
        double tolerance = type == DataType.DOUBLE ? 1e-11 : 1e-3;
        try (Learner learner = new Learner(spec, Rule.of(rule), backend, type, Activations.KEEP, 2, new SplittableRandom(7))) {
            for (int seed = 11; seed <= 12; seed++) {
                double[] pixels = LearnerTest.fill(learner, images, seed);
                Pairs pairs = Pairs.nextRow(images);
                NaiveTopLoss naive = new NaiveTopLoss(learner, (Contrastive) Rule.of(rule).objective(), pixels, 2 * images, pairs);

                double loss = learner.gradients(images, pairs)[0];

                assertEquals(naive.predictiveCoding(4, 0.3, rule.contains("dfa")), loss, 10 * tolerance);
                for (int l = 0; l < spec.depth(); l++) {
                    LearnerTest.assertClose("weight " + l, naive.weightGradient[l], learner.encoder().blocks().get(l).weight().gradient(), tolerance);
                    LearnerTest.assertClose("bias " + l, naive.biasGradient[l], learner.encoder().blocks().get(l).bias().gradient(), tolerance);
                }
                try (INDArray gradient = learner.losses().get(spec.depth() - 1).parameters().get(0).denseGradient()) {
                    LearnerTest.assertClose("matrix", naive.matrixGradient, gradient, tolerance);
                }
            }
        }
    }

    /** What the blocks descend is the energy, with the relaxed activities held. */
    @ParameterizedTest
    @ValueSource(strings = {"pc-clapp++", "pc-dfa-clapp++"})
    void weightGradientsAreFiniteDifferencesOfTheEnergy(String rule) {
        try (Learner learner = learner(rule + SETTINGS)) {
            NaiveTopLoss naive = naive(learner, rule);
            naive.predictiveCoding(4, 0.3, rule.contains("dfa"));
            learner.gradients(IMAGES, PAIRS);
            for (int l = 0; l < SPEC.depth(); l++) {
                assertSlopes(naive, naive.weight[l], NaiveLearner.doubles(learner.encoder().blocks().get(l).weight().gradient()), "weight " + l);
                assertSlopes(naive, naive.bias[l], NaiveLearner.doubles(learner.encoder().blocks().get(l).bias().gradient()), "bias " + l);
            }
            try (INDArray gradient = learner.losses().get(2).parameters().get(0).denseGradient()) {
                assertSlopes(naive, naive.matrix, NaiveLearner.doubles(gradient), "matrix");
            }
        }
    }

    /** The oracle's own steps go down the energy. */
    @Test
    void activitiesDescendTheEnergy() {
        try (Learner learner = learner("pc-clapp++")) {
            NaiveTopLoss naive = naive(learner, "pc-clapp++");
            double before = Double.POSITIVE_INFINITY;
            for (int steps = 0; steps < 6; steps++) {
                naive.predictiveCoding(steps, 0.2, false);
                assertTrue(naive.energy() < before, steps + " steps: " + naive.energy() + " after " + before);
                before = naive.energy();
            }
            for (int l = 0; l < SPEC.depth(); l++) {
                assertSlopes(naive, naive.activities[l], naive.energySlope(l), "activity " + l);
            }
        }
    }

    private static void assertSlopes(NaiveTopLoss naive, double[] varied, double[] analytic, String what) {
        double h = 1e-6;
        assertEquals(varied.length, analytic.length);
        for (int i = 0; i < varied.length; i += 3) {
            double kept = varied[i];
            varied[i] = kept + h;
            double above = naive.energy();
            varied[i] = kept - h;
            double below = naive.energy();
            varied[i] = kept;
            assertEquals((above - below) / (2 * h), analytic[i], 1e-7, what + " element " + i);
        }
    }

    /** Where predictions stay those of the forward pass, the settled errors are the back-propagated gradients: Millidge et al. 2020, section 3. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withFixedPredictionsErrorsAreBackPropagatedGradients(boolean inDouble) {
        Backend backend = inDouble ? new Nd4jBackend() : new ConvBackend();
        DataType type = inDouble ? DataType.DOUBLE : DataType.FLOAT;
        try (Learner coding = learner("pc-clapp++", backend, type); Learner global = learner("bp-clapp++", backend, type)) {
            List<BlockKernel> relaxed = coding.forward(IMAGES);
            List<BlockKernel> passed = global.forward(IMAGES);
            int top = SPEC.depth() - 1;
            INDArray gradient = passed.get(top).features().dup('c');
            for (int step = 0; step < SPEC.depth(); step++) {
                relaxed.get(top).mapGradient(gradient);
                for (int l = top; l >= 0; l--) {
                    relaxed.get(l).relax(2, 0.5);
                    relaxed.get(l).inputGradient();
                }
            }
            passed.get(top).mapGradient(gradient);
            for (int l = top; l >= 0; l--) {
                relaxed.get(l).relax(2, 0);
                double tolerance = inDouble ? 1e-12 : 1e-4;
                LearnerTest.assertClose("dL/dh " + l, NaiveLearner.doubles(passed.get(l).pooledMapGradient()), relaxed.get(l).pooledMapGradient(), tolerance);
                assertEquals(passed.get(l).mapGradientSquare(), relaxed.get(l).mapGradientSquare(), tolerance * passed.get(l).mapGradientSquare());
                passed.get(l).weightGradient();
                passed.get(l).inputGradient();
            }
            relaxed.get(0).weightGradient(); // the one block whose input did not move
            LearnerTest.assertClose("weight", NaiveLearner.doubles(weightGradient(global, 0)), weightGradient(coding, 0), inDouble ? 1e-12 : 1e-4);
            gradient.close();
        }
    }

    /** Small errors move nothing but themselves: with a small matrix and time to settle the weights learn as by back-propagation, with a large one they do not. */
    @ParameterizedTest
    @ValueSource(strings = {"pc-clapp++", "pc-dfa-clapp++"})
    void smallSettledErrorsLearnAsBackPropagationDoes(String rule) {
        for (boolean small : new boolean[]{true, false}) {
            try (Learner coding = learner(rule + ":relaxation-steps=80:relaxation-rate=0.5"); Learner global = learner(Rule.of(rule).baseline())) {
                for (Learner each : List.of(coding, global)) {
                    each.losses().get(2).values().get(0).muli(small ? 1e-5 : 10);
                    each.gradients(IMAGES, PAIRS);
                }
                for (int l = 0; l < SPEC.depth(); l++) {
                    INDArray expected = weightGradient(global, l);
                    double distance = expected.distance2(weightGradient(coding, l)) / expected.norm2Number().doubleValue();
                    assertTrue(small ? distance < 1e-3 : distance > 1e-2, "block " + l + ", small " + small + ": " + distance);
                }
            }
        }
    }

    /** Nothing reaches a block before its time: after T steps the lowest blocks have no gradient at all; direct feedback reaches them at once. */
    @Test
    void errorsTravelOneBlockAStep() {
        for (int steps = 1; steps <= 3; steps++) {
            try (Learner coding = learner("pc-clapp++:relaxation-steps=" + steps); Learner direct = learner("pc-dfa-clapp++:relaxation-steps=" + steps)) {
                coding.gradients(IMAGES, PAIRS);
                direct.gradients(IMAGES, PAIRS);
                for (int l = 0; l < SPEC.depth(); l++) {
                    assertEquals(SPEC.depth() - l > steps, weightGradient(coding, l).amaxNumber().doubleValue() == 0, "block " + l + " after " + steps + " steps");
                    assertNotEquals(0, weightGradient(direct, l).amaxNumber().doubleValue());
                }
            }
        }
    }

    /** A prediction moves neither h nor f; a forward pass puts both back. */
    @Test
    void onlyRelaxationMovesActivities() {
        for (Backend backend : AllBackends.all()) {
            try (Learner learner = learner("pc-clapp++", backend, DataType.FLOAT)) {
                BlockKernel kernel = learner.forward(IMAGES).get(1);
                float[] first = OffHeap.read(kernel.features());
                float[] map = map(kernel);
                kernel.mapGradient(kernel.features());
                kernel.relax(1, 0.5);
                float[] moved = OffHeap.read(kernel.features());
                float[] movedMap = map(kernel);
                int window = Rule.of("pc-clapp++").objective().pooling().windowSize(SPEC, 1);
                for (int i = 0; i < first.length; i++) {
                    assertEquals(first[i] - 0.5f * first[i] / window, moved[i], 1e-5, backend.name());
                }
                kernel.predict();
                assertArrayEquals(moved, OffHeap.read(kernel.features()));
                assertArrayEquals(movedMap, map(kernel));
                kernel.forward();
                assertArrayEquals(first, OffHeap.read(kernel.features()));
                assertArrayEquals(map, map(kernel));
            }
        }
    }

    private static float[] map(BlockKernel kernel) {
        try (INDArray map = kernel.activation()) {
            return OffHeap.read(map);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "bp-clapp++"})
    void otherStacksDoNotRelax(String rule) {
        for (Backend backend : AllBackends.all()) {
            try (Learner learner = learner(rule, backend, DataType.FLOAT)) {
                BlockKernel kernel = learner.forward(IMAGES).get(1);
                String message = assertThrows(IllegalStateException.class, kernel::predict).getMessage();
                assertEquals(message, assertThrows(IllegalStateException.class, () -> kernel.relax(1, 1)).getMessage());
                assertEquals("found a stack built for GradientFlow." + Rule.of(rule).credit().flow() + ", expected GradientFlow.RELAXED; "
                        + "only that keeps activities apart from what blocks compute", message);
            }
        }
    }

    private static NaiveTopLoss naive(Learner learner, String rule) {
        return new NaiveTopLoss(learner, (Contrastive) Rule.of(rule).objective(), NaiveLearner.doubles(learner.input(IMAGES)), 2 * IMAGES, PAIRS);
    }

    private static INDArray weightGradient(Learner learner, int block) {
        return learner.encoder().blocks().get(block).weight().gradient();
    }

    private static Learner learner(String rule) {
        return learner(Rule.of(rule));
    }

    private static Learner learner(Rule rule) {
        return learner(rule, new Nd4jBackend(), DataType.DOUBLE);
    }

    private static Learner learner(String rule, Backend backend, DataType type) {
        return learner(Rule.of(rule), backend, type);
    }

    private static Learner learner(Rule rule, Backend backend, DataType type) {
        Learner learner = new Learner(SPEC, rule, backend, type, Activations.KEEP, 2, new SplittableRandom(5));
        LearnerTest.fill(learner, IMAGES, 6);
        return learner;
    }
}
