package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What may and what may not reach the update of a block. */
class LocalityTest {
    private static final int IMAGES = 4;
    private static final EncoderSpec SPEC = EncoderSpec.of("4,5M,6", "3-2-2", new ImageShape(2, 9, 8));

    /** Nothing crosses a block boundary: the update of a block is the same whatever is above it. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "lpl", "lpl:pooling=spatial", "ff", "scff", "clapp:prediction-steps=1", "clapp-s:prediction-steps=1"})
    void blocksAboveDoNotReachABlockAtAll(String rule) {
        try (Learner learner = learner(rule, EncoderSpec.of(FittingNet.of(rule, "4,5M,6", "4/2"), "3-2-2", SPEC.image()))) {
            learner.gradients(IMAGES, learner.pairs(IMAGES, new SplittableRandom(3)));
            float[] weight = gradient(learner, 0);
            List<float[]> matrices = matrixGradients(learner);
            float[] above = gradient(learner, 1);
            for (int l = 1; l < SPEC.depth(); l++) {
                disturb(learner.encoder().blocks().get(l).weight());
                learner.losses().get(l).parameters().forEach(LocalityTest::disturb);
            }
            learner.gradients(IMAGES, learner.pairs(IMAGES, new SplittableRandom(3)));
            assertArrayEquals(weight, gradient(learner, 0));
            List<float[]> again = matrixGradients(learner);
            for (int m = 0; m < matrices.size(); m++) {
                assertArrayEquals(matrices.get(m), again.get(m));
            }
            assertFalse(Arrays.equals(above, gradient(learner, 1)), "the disturbance reached no block");
        }
    }

    /** With a matrix of zeros a block's own loss has no gradient: nothing may come down from the blocks above. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++dfb", "clapp++both", "clapp++concat"})
    void theGradientAcrossABlockBoundaryIsExactlyZero(String rule) {
        try (Learner learner = learner(rule)) {
            learner.losses().get(0).parameters().forEach(p -> p.value().assign(0));
            learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
            assertArrayEquals(new float[4 * 2 * 9], gradient(learner, 0));
            assertArrayEquals(new float[4], OffHeap.read(learner.encoder().blocks().get(0).bias().gradient()));
            assertTrue(learner.encoder().blocks().get(1).weight().gradient().amaxNumber().doubleValue() > 0);
        }
    }

    /** The weight gradient of block l is the slope of loss l, with its input and its context held constant. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++pooled", "clapp++", "clapp++dfb", "clapp++both", "clapp++concat", "clapp++fixed", "clapp++identity", "clapp++lowrank:rank=2",
        "clapp++rownorm"})
    void gradientsAreFiniteDifferencesOfTheBlocksOwnLoss(String rule) {
        try (Learner learner = learner(rule)) {
            Contrastive objective = (Contrastive) Rule.of(rule).objective();
            double[] pixels = NaiveLearner.doubles(learner.input(IMAGES));
            learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
            for (int l = 0; l < SPEC.depth(); l++) {
                checkSlopes(learner, objective, pixels, l);
            }
        }
    }

    private static void checkSlopes(Learner learner, Contrastive objective, double[] pixels, int l) {
        double[] analytic = NaiveLearner.doubles(learner.encoder().blocks().get(l).weight().gradient());
        double[] bias = NaiveLearner.doubles(learner.encoder().blocks().get(l).bias().gradient());
        FrozenContextLoss loss = new FrozenContextLoss(new NaiveLearner(learner, objective), objective, pixels, 2 * IMAGES, Pairs.nextRow(IMAGES), l);
        for (int i = 0; i < analytic.length; i += 3) {
            assertEquals(loss.slope(true, i), analytic[i], 1e-7, "weight " + i + " of block " + l);
        }
        for (int i = 0; i < bias.length; i++) {
            assertEquals(loss.slope(false, i), bias[i], 1e-7, "bias " + i + " of block " + l);
        }
    }

    private static Learner learner(String rule) {
        return learner(rule, SPEC);
    }

    private static Learner learner(String rule, EncoderSpec spec) {
        Learner learner = new Learner(spec, Rule.of(rule), new Nd4jBackend(), DataType.DOUBLE, Activations.KEEP, 2, new SplittableRandom(5));
        LearnerTest.fill(learner, IMAGES, 6);
        return learner;
    }

    private static float[] gradient(Learner learner, int block) {
        return OffHeap.read(learner.encoder().blocks().get(block).weight().gradient());
    }

    private static List<float[]> matrixGradients(Learner learner) {
        return learner.losses().get(0).parameters().stream().map(matrix -> {
            try (INDArray gradient = matrix.denseGradient()) {
                return OffHeap.read(gradient);
            }
        }).toList();
    }

    private static void disturb(Parameter parameter) {
        INDArray value = parameter.value();
        value.muli(1.7).addi(0.01);
    }
}
