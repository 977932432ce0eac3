package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.AdamW;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** The credit assignments that are not local in all blocks at once. */
class CreditTest {
    private static final int IMAGES = 4;
    private static final EncoderSpec SPEC = EncoderSpec.of("4,5M,6", "3-2-1", new ImageShape(2, 9, 8));

    /** These have no constant context, so back-propagation gives the slope of the whole loss by every weight of every block. */
    @ParameterizedTest
    @ValueSource(strings = {"bp-infonce:rank=3", "bp-lpl", "bp-ff"})
    void withoutContextsBackPropagationIsTheSlopeOfTheTopLoss(String rule) {
        try (Learner learner = learner(rule, DataType.DOUBLE)) {
            for (int l = 0; l < SPEC.depth(); l++) {
                for (Parameter parameter : List.of(learner.encoder().blocks().get(l).weight(), learner.encoder().blocks().get(l).bias())) {
                    learner.gradients(IMAGES, Pairs.nextRow(IMAGES)); // slopes leave those of a neighbouring point
                    double[] analytic = NaiveLearner.doubles(parameter.gradient());
                    for (int at = 0; at < analytic.length; at += 7) {
                        assertEquals(slope(learner, parameter.value(), at), analytic[at], 1e-6, "element " + at + " in block " + l);
                    }
                }
            }
        }
    }

    private static double slope(Learner learner, INDArray value, int at) {
        double h = 1e-6;
        double kept = value.getDouble(at);
        value.putScalar(at, kept + h);
        double above = learner.gradients(IMAGES, Pairs.nextRow(IMAGES))[0];
        value.putScalar(at, kept - h);
        double below = learner.gradients(IMAGES, Pairs.nextRow(IMAGES))[0];
        value.putScalar(at, kept);
        return (above - below) / (2 * h);
    }

    /** With one block the top loss is the local loss. */
    @ParameterizedTest
    @CsvSource({"bp-clapp++spatial, clapp++", "bp-clapp++, clapp++pooled", "bp-infonce, infonce-local", "bp-lpl, lpl", "bp-ff, ff", "dfa-clapp++, clapp++pooled",
        "dfa-infonce, infonce-local"})
    void withOneBlockBackPropagationIsLocal(String global, String local) {
        EncoderSpec one = EncoderSpec.of("5M", "2", new ImageShape(2, 9, 8));
        try (Learner first = new Learner(one, Rule.of(global), new Nd4jBackend(), DataType.DOUBLE, Activations.KEEP, 2, new SplittableRandom(1));
             Learner second = new Learner(one, Rule.of(local), new Nd4jBackend(), DataType.DOUBLE, Activations.KEEP, 2, new SplittableRandom(1))) {
            LearnerTest.fill(first, IMAGES, 3);
            LearnerTest.fill(second, IMAGES, 3);
            assertArrayEquals(second.gradients(IMAGES, Pairs.nextRow(IMAGES)), first.gradients(IMAGES, Pairs.nextRow(IMAGES)));
            assertArrayEquals(gradient(second, 0), gradient(first, 0));
        }
    }

    @Test
    void greedyTrainsOneBlockAndFreezesTheRest() {
        try (Learner learner = learner("clapp++greedy", DataType.FLOAT)) {
            int[] active = new int[7];
            for (int epoch = 1; epoch <= 7; epoch++) {
                learner.startEpoch(epoch, 7);
                assertEquals(1, learner.reportedBlocks().length);
                active[epoch - 1] = learner.reportedBlocks()[0];
                float[][] before = weights(learner);
                learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
                learner.update(new AdamW(0), 1e-2);
                for (int l = 0; l < SPEC.depth(); l++) {
                    assertEquals(l == active[epoch - 1], !Arrays.equals(before[l], weight(learner, l)), "block " + l + " in epoch " + epoch);
                }
            }
            assertArrayEquals(new int[]{0, 0, 0, 1, 1, 2, 2}, active);
        }
    }

    /** A block starts Adam afresh: its first step is the learning rate in each weight, however long the blocks below have trained. */
    @Test
    void aGreedyBlockBeginsWithTheFirstStepOfAdam() {
        try (Learner learner = learner("clapp++greedy", DataType.FLOAT)) {
            for (int epoch = 1; epoch <= 2; epoch++) {
                learner.startEpoch(epoch, 3);
                learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
                float[] before = weight(learner, epoch - 1);
                learner.update(new AdamW(0), 1e-3);
                float[] after = weight(learner, epoch - 1);
                double largest = 0;
                for (int i = 0; i < before.length; i++) {
                    largest = Math.max(largest, Math.abs(after[i] - before[i]));
                }
                assertEquals(1e-3, largest, 1e-5);
            }
        }
    }

    /** E = |local - back-propagated gradient by h|^2, with the local gradient as a function of B alone. */
    @ParameterizedTest
    @ValueSource(strings = {"trained-feedback", "trained-feedback:contrast=linear", "trained-feedback:projection=low-rank:rank=2",
        "trained-feedback:projection=row-normalised"})
    void trainedFeedbackDescendsTheMismatch(String rule) {
        try (Learner learner = learner(rule, DataType.DOUBLE)) {
            learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
            for (int l = 0; l < SPEC.depth() - 1; l++) {
                int block = l;
                learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
                double scale = targetSquare(learner, block);
                for (Parameter parameter : learner.losses().get(l).parameters()) {
                    double[] analytic = matrixGradient(parameter);
                    for (int at = 0; at < analytic.length; at += 5) {
                        assertEquals(mismatchSlope(learner, parameter.value(), at, block) * scale, analytic[at], 1e-6 * Math.max(1, Math.abs(analytic[at])),
                                rule + ", element " + at + " of block " + block);
                    }
                }
            }
        }
    }

    private static double[] matrixGradient(Parameter parameter) {
        try (INDArray gradient = parameter.denseGradient()) {
            return NaiveLearner.doubles(gradient);
        }
    }

    private static double mismatchSlope(Learner learner, INDArray value, int at, int block) {
        double h = 1e-6;
        double kept = value.getDouble(at);
        value.putScalar(at, kept + h);
        double above = learner.gradients(IMAGES, Pairs.nextRow(IMAGES))[block];
        value.putScalar(at, kept - h);
        double below = learner.gradients(IMAGES, Pairs.nextRow(IMAGES))[block];
        value.putScalar(at, kept);
        return (above - below) / (2 * h);
    }

    /** |dL^L/dh^l|^2, which the last call has left in the kernels. */
    private static double targetSquare(Learner learner, int block) {
        return learner.forward(IMAGES).get(block).mapGradientSquare();
    }

    @Test
    void trainedFeedbackLeavesEncoderAndTopMatrixAlone() {
        try (Learner learner = learner("trained-feedback", DataType.FLOAT)) {
            float[][] before = weights(learner);
            float[] top = OffHeap.read(learner.losses().get(2).values().get(0));
            float[] low = OffHeap.read(learner.losses().get(0).values().get(0));
            double[] first = learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
            for (int step = 0; step < 200; step++) {
                learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
                learner.update(new AdamW(0), 1e-2);
            }
            double[] last = learner.gradients(IMAGES, Pairs.nextRow(IMAGES));
            for (int l = 0; l < SPEC.depth(); l++) {
                assertArrayEquals(before[l], weight(learner, l));
            }
            assertArrayEquals(top, OffHeap.read(learner.losses().get(2).values().get(0)));
            assertFalse(Arrays.equals(low, OffHeap.read(learner.losses().get(0).values().get(0))));
            for (int l = 0; l < 2; l++) {
                assertTrue(last[l] < 0.5 * first[l], "mismatch of block " + l + " from " + first[l] + " to " + last[l]);
            }
        }
    }

    private static Learner learner(String rule, DataType type) {
        Learner learner = new Learner(SPEC, Rule.of(rule), new Nd4jBackend(), type, Activations.KEEP, 2, new SplittableRandom(5));
        LearnerTest.fill(learner, IMAGES, 6);
        return learner;
    }

    private static float[] gradient(Learner learner, int block) {
        return OffHeap.read(learner.encoder().blocks().get(block).weight().gradient());
    }

    private static float[] weight(Learner learner, int block) {
        return OffHeap.read(learner.encoder().blocks().get(block).weight().value());
    }

    private static float[][] weights(Learner learner) {
        float[][] weights = new float[SPEC.depth()][];
        for (int l = 0; l < weights.length; l++) {
            weights[l] = weight(learner, l);
        }
        return weights;
    }
}
