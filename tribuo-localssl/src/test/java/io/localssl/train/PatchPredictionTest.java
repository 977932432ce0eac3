package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.Backend;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** CLAPP in an encoder: what each block descends, and that it is its own loss alone. */
class PatchPredictionTest {
    private static final double STEP = 1e-6;

    /**
     * Losses, and gradients by weights, biases and matrices as slopes of each block's own loss, what predicts held constant. Grids of patches 4 by 2, 3 by 1, 5 by 2 and
     * 7 by 1; one channel, one feature; matrices as they are drawn and so large that some margins are kept.
     */
    @ParameterizedTest
    @CsvSource({"clapp-s:prediction-steps=2, '4,5M:patches=4/2', 2-1, 1x11x7, 3, 1", "clapp-s:prediction-steps=2, '4,5M:patches=4/2', 2-1, 1x11x7, 3, 60",
        "clapp:prediction-steps=1, '3,4:patches=3/3', 1-1, 2x9x5, 2, 20", "clapp:prediction-steps=3:retrodiction=false:negatives=2:pooling=spatial, '4M:patches=5/1', 1, 1x9x6, 4, 9",
        "clapp-s, '1:patches=1/1', 1, 1x7x1, 2, 1"})
    void gradientsAreSlopesOfEachBlocksOwnLoss(String rule, String net, String pool, String shape, int images, double scale) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(shape));
        PatchPrediction objective = (PatchPrediction) Rule.of(rule).objective();
        try (Learner learner = learner(spec, rule, new Nd4jBackend(), DataType.DOUBLE, 2)) {
            double[] pixels = LearnerTest.fill(learner, images, 6);
            learner.losses().forEach(loss -> loss.parameters().forEach(matrix -> matrix.value().muli(scale)));
            Pairs pairs = learner.pairs(images, new SplittableRandom(2));
            double[] losses = learner.gradients(images, pairs);
            NaivePatchPrediction naive = new NaivePatchPrediction(objective, pairs, spec.patches(), spec.image());
            for (int l = 0; l < spec.depth(); l++) {
                double[] constant = NaiveLearner.doubles(learner.forward(images).get(l).features());
                double[][] matrices = learner.losses().get(l).values().stream().map(NaiveLearner::doubles).toArray(double[][]::new);
                NaiveFeatureLosses block = new NaiveFeatureLosses(learner, objective, NaivePatchPrediction.cut(pixels, spec.image(), spec.patches()),
                        2 * images * spec.patchCount(), (f, rows, channels) -> naive.loss(f, constant, matrices));
                assertEquals(block.loss(l), losses[l], 1e-9);
                block.checkGradients(l);
                checkMatrices(naive, constant, matrices, learner.losses().get(l).parameters());
            }
        }
    }

    private static void checkMatrices(NaivePatchPrediction naive, double[] f, double[][] matrices, List<Parameter> parameters) {
        assertEquals(matrices.length, parameters.size());
        for (int m = 0; m < matrices.length; m++) {
            try (INDArray gradient = parameters.get(m).denseGradient()) {
                double[] analytic = NaiveLearner.doubles(gradient);
                for (int i = 0; i < analytic.length; i++) {
                    double value = matrices[m][i];
                    matrices[m][i] = value + STEP;
                    double above = naive.loss(f, f, matrices);
                    matrices[m][i] = value - STEP;
                    double below = naive.loss(f, f, matrices);
                    matrices[m][i] = value;
                    assertEquals((above - below) / (2 * STEP), analytic[i], 1e-6, "element " + i + " of matrix " + m);
                }
            }
        }
    }

    /** All backends find the same gradients, in float nearly those in double. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp:prediction-steps=2", "clapp-s:prediction-steps=1:contrast=softhinge:pooling=spatial", "bp-clapp:prediction-steps=2",
        "clapp-s:prediction-steps=1:credit=direct-feedback-alignment"})
    void backendsAgree(String rule) {
        EncoderSpec spec = EncoderSpec.of("5,17M,16:patches=6/2", "2-3-1", ImageShape.parse("3x13x8"));
        try (Learner exact = learner(spec, rule, new Nd4jBackend(), DataType.DOUBLE, 2)) {
            LearnerTest.fill(exact, 5, 11);
            double[] losses = exact.gradients(5, exact.pairs(5, new SplittableRandom(3)));
            for (Backend backend : AllBackends.all()) {
                try (Learner learner = learner(spec, rule, backend, DataType.FLOAT, 2)) {
                    LearnerTest.fill(learner, 5, 11);
                    assertArrayEquals(losses, learner.gradients(5, exact.pairs(5, new SplittableRandom(3))), 1e-4);
                    for (int l = 0; l < spec.depth(); l++) {
                        LearnerTest.assertClose("weight " + l + " by " + backend, NaiveLearner.doubles(exact.encoder().blocks().get(l).weight().gradient()),
                                learner.encoder().blocks().get(l).weight().gradient(), 1e-3);
                    }
                }
            }
        }
    }

    /** Nothing crosses a block boundary: the update of a block is the same whatever is above it. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp:prediction-steps=1", "clapp-s:prediction-steps=1"})
    void blocksAboveDoNotReachABlockAtAll(String rule) {
        EncoderSpec spec = EncoderSpec.of("4,5M,6:patches=4/2", "3-2-2", ImageShape.parse("2x9x8"));
        try (Learner learner = learner(spec, rule, new Nd4jBackend(), DataType.DOUBLE, 2)) {
            LearnerTest.fill(learner, 4, 6);
            learner.gradients(4, learner.pairs(4, new SplittableRandom(3)));
            double[] below = gradient(learner, 0);
            double[] above = gradient(learner, 1);
            for (int l = 1; l < spec.depth(); l++) {
                learner.encoder().blocks().get(l).weight().value().muli(1.7).addi(0.01);
                Objects.requireNonNull(learner.losses().get(l)).parameters().forEach(matrix -> matrix.value().muli(3));
            }
            learner.gradients(4, learner.pairs(4, new SplittableRandom(3)));
            assertArrayEquals(below, gradient(learner, 0));
            assertFalse(Arrays.equals(above, gradient(learner, 1)), "the disturbance reached no block");
        }
    }

    private static double[] gradient(Learner learner, int block) {
        return NaiveLearner.doubles(learner.encoder().blocks().get(block).weight().gradient());
    }

    /** Both views of an image are compared with patches of their own view and of the next image, never with another view of the same image. */
    @Test
    void viewsAreImagesOfTheirOwn() {
        int images = 5;
        Pairs pairs = Rule.of("clapp-s").objective().pairs(images, ImageShape.parse("1x64x64"), new SplittableRandom(1));
        for (int i = 0; i < 2 * images; i++) {
            assertEquals(i, pairs.positive()[i]);
            assertEquals((i + 1) % (2 * images), pairs.negative()[0][i]);
            assertTrue(pairs.terms().positive(i) && pairs.terms().negative(i));
        }
    }

    @Test
    void theCoinIsFairAndFollowsFromTheSourceOfRandomness() {
        int images = 4000;
        int positive = 0;
        Pairs pairs = coins(images, 1);
        Pairs again = coins(images, 1);
        Pairs other = coins(images, 2);
        int different = 0;
        for (int i = 0; i < 2 * images; i++) {
            assertTrue(pairs.terms().positive(i) != pairs.terms().negative(i));
            assertEquals(pairs.terms().positive(i), pairs.terms().positive((i + images) % (2 * images)), "both views of an image share the coin");
            assertEquals(pairs.terms().positive(i), again.terms().positive(i));
            different += pairs.terms().positive(i) != other.terms().positive(i) ? 1 : 0;
            positive += pairs.terms().positive(i) ? 1 : 0;
        }
        assertEquals(0.5, positive / (2.0 * images), 0.04); // five standard deviations
        assertEquals(0.5, different / (2.0 * images), 0.04);
    }

    private static Pairs coins(int images, int seed) {
        return Rule.of("clapp").objective().pairs(images, ImageShape.parse("1x64x64"), new SplittableRandom(seed));
    }

    private static Learner learner(EncoderSpec spec, String rule, Backend backend, DataType type, int threads) {
        return new Learner(spec, Rule.of(rule), backend, type, Activations.KEEP, threads, new SplittableRandom(5));
    }
}
