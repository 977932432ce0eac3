package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectFeedbackAlignmentTest {
    private static final int IMAGES = 4;
    private static final EncoderSpec SPEC = EncoderSpec.of("4,5M,6", "3-2-2", new ImageShape(2, 9, 8));

    static Stream<Arguments> networks() {
        return AllBackends.networks(List.of("dfa-clapp++", "dfa-clapp++:pooling=spatial", "dfa-clapp++:pooling=global", "dfa-clapp++:projection=fixed"));
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("networks")
    void gradientsEqualTheNaiveLoops(Backend backend, DataType type, String rule, EncoderSpec spec, int images) {
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 2e-5;
        try (Learner learner = new Learner(spec, Rule.of(rule), backend, type, Activations.KEEP, 2, new SplittableRandom(7))) {
            double[] pixels = LearnerTest.fill(learner, images, 11);
            Pairs pairs = Pairs.nextRow(images);
            NaiveTopLoss naive = new NaiveTopLoss(learner, (Contrastive) Rule.of(rule).objective(), pixels, 2 * images, pairs);

            double loss = learner.gradients(images, pairs)[0];

            assertEquals(naive.directFeedbackAlignment(), loss, 10 * tolerance);
            for (int l = 0; l < spec.depth(); l++) {
                LearnerTest.assertClose("weight " + l, naive.weightGradient[l], learner.encoder().blocks().get(l).weight().gradient(), tolerance);
                LearnerTest.assertClose("bias " + l, naive.biasGradient[l], learner.encoder().blocks().get(l).bias().gradient(), tolerance);
            }
            if (!rule.contains("fixed")) {
                try (INDArray gradient = learner.losses().get(spec.depth() - 1).parameters().get(0).denseGradient()) {
                    LearnerTest.assertClose("matrix", naive.matrixGradient, gradient, tolerance);
                }
            }
        }
    }

    /** A block that is told nothing has no gradient, whatever happens above it; the others do. */
    @ParameterizedTest
    @ValueSource(strings = {"dfa-clapp++", "dfa-infonce"})
    void theGradientAcrossABlockBoundaryIsExactlyZero(String rule) {
        for (int silent = 0; silent < SPEC.depth() - 1; silent++) {
            try (Learner learner = learner(rule)) {
                learner.feedback().get(silent).assign(0);
                learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
                for (int l = 0; l < SPEC.depth(); l++) {
                    double largest = learner.encoder().blocks().get(l).weight().gradient().amaxNumber().doubleValue();
                    assertEquals(l == silent, largest == 0, "block " + l + " where " + silent + " is told nothing");
                }
            }
        }
    }

    /** The top block has the true gradient, and its matrix too: those of back-propagation. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "infonce"})
    void theTopBlockLearnsAsByBackPropagation(String objective) {
        Rule rule = Rule.of("dfa-" + objective);
        try (Learner direct = learner(rule); Learner global = learner(rule.baseline())) {
            assertArrayEquals(global.gradients(IMAGES, Pairs.nextRow(IMAGES)), direct.gradients(IMAGES, Pairs.nextRow(IMAGES)));
            assertArrayEquals(gradient(global, 2), gradient(direct, 2));
            assertFalse(Arrays.equals(gradient(global, 1), gradient(direct, 1)));
        }
    }

    @Test
    void theMatricesAreOfTheBoundTheySayAndNeverChange() {
        Rule rule = Rule.of("dfa-clapp++");
        try (Learner learner = learner(rule)) {
            List<float[]> before = learner.feedback().stream().map(OffHeap::read).toList();
            assertEquals(2, before.size());
            for (int l = 0; l < 2; l++) {
                assertArrayEquals(new long[]{rule.objective().pooling().dimension(SPEC, l), 6}, learner.feedback().get(l).shape());
                double largest = learner.feedback().get(l).amaxNumber().doubleValue();
                assertTrue(largest <= 1 / Math.sqrt(6) && largest > 0.9 / Math.sqrt(6), "bound " + largest);
            }
            for (int step = 0; step < 3; step++) {
                learner.step(IMAGES, Pairs.nextRow(IMAGES), new AdamW(0.1), 1e-2, (block, loss) -> { });
            }
            for (int l = 0; l < 2; l++) {
                assertArrayEquals(before.get(l), OffHeap.read(learner.feedback().get(l)));
            }
        }
    }

    /** They come from the end of the stream: weights and matrices of the loss are those of the same rule by back-propagation. */
    @Test
    void theWeightsStartAsWithoutFeedback() {
        try (Learner direct = learner("dfa-clapp++"); Learner global = learner("bp-clapp++")) {
            for (int l = 0; l < SPEC.depth(); l++) {
                assertEquals(global.encoder().blocks().get(l).weight().value(), direct.encoder().blocks().get(l).weight().value());
            }
            assertEquals(global.losses().get(2).values().get(0), direct.losses().get(2).values().get(0));
            assertEquals(List.of(), global.feedback());
        }
    }

    @Test
    void aClosedLearnerKeepsNoMatrices() {
        Learner learner = new Learner(SPEC, Rule.of("dfa-clapp++"), Backends.of("auto"), DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(5));
        List<INDArray> matrices = learner.feedback();
        learner.close();
        assertTrue(matrices.stream().allMatch(matrix -> matrix.data().wasClosed()));
    }

    private static Learner learner(String rule) {
        return learner(Rule.of(rule));
    }

    private static Learner learner(Rule rule) {
        Learner learner = new Learner(SPEC, rule, new Nd4jBackend(), DataType.DOUBLE, Activations.KEEP, 2, new SplittableRandom(5));
        LearnerTest.fill(learner, IMAGES, 6);
        return learner;
    }

    private static float[] gradient(Learner learner, int block) {
        return OffHeap.read(learner.encoder().blocks().get(block).weight().gradient());
    }
}
