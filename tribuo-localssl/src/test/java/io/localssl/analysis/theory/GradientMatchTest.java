package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Pairs;
import io.localssl.loss.Penalty;
import io.localssl.loss.PhyllLoss;
import io.localssl.train.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GradientMatchTest {
    private static final double STEP = 1e-5;
    private static final ContrastLoss SOFT_HINGE = new MarginLoss(Penalty.SOFT_HINGE);

    private final SplittableRandom random = new SplittableRandom(6);

    private static Stream<ContrastLoss> contrasts() {
        return Stream.of(new MarginLoss(Penalty.LINEAR), SOFT_HINGE, new MarginLoss(Penalty.SOFT_HINGE, 3), new PhyllLoss(2), new MarginLoss(Penalty.HINGE));
    }

    private Feedback.Sample sample(int pairs, ContrastLoss f) {
        return new Feedback.Sample(1, Matrix.gaussian(2 * pairs, 4, random), Matrix.gaussian(2 * pairs, 3, random), f, Pairs.nextRow(pairs), null);
    }

    /** J of the first three quarters of the pairs, from the equation of the loss: dL/dz by differences of L. */
    private static double naive(Feedback.Sample sample, Matrix target, Matrix b) {
        int pairs = sample.z().rows() / 2;
        double sum = 0;
        for (int row = 0; row < 2 * pairs; row++) {
            for (int k = 0; k < 4 && row % pairs < pairs * 3 / 4; k++) {
                Matrix above = sample.z().scaled(1);
                Matrix below = sample.z().scaled(1);
                above.values()[row * 4 + k] += STEP;
                below.values()[row * 4 + k] -= STEP;
                double slope = (Theory.loss(sample, above, b) - Theory.loss(sample, below, b)) / (2 * STEP);
                sum += Math.pow(slope - target.at(row, k), 2);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void mismatchAndItsGradient(ContrastLoss f) {
        for (int pairs : new int[] {1, 2, 7, 12}) {
            Feedback.Sample sample = sample(pairs, f);
            Matrix target = Matrix.gaussian(2 * pairs, 4, random).scaled(0.1);
            GradientMatch match = new GradientMatch(sample, target);
            Matrix b = Matrix.gaussian(4, 3, random).scaled(0.4);
            assertEquals(naive(sample, target, b), match.fitted(b), 1e-8);
            Matrix gradient = match.gradient(b);
            for (int i = 0; i < b.values().length; i++) {
                double kept = b.values()[i];
                b.values()[i] = kept + STEP;
                double above = match.fitted(b);
                b.values()[i] = kept - STEP;
                double below = match.fitted(b);
                b.values()[i] = kept;
                assertEquals((above - below) / (2 * STEP), gradient.values()[i], 1e-6 * Math.max(1, gradient.norm()));
            }
        }
    }

    private static Stream<Arguments> exact() {
        ContrastLoss linear = new MarginLoss(Penalty.LINEAR);
        return Stream.of(
                Arguments.of(Initialisation.ORTHOGONAL, Context.OWN, linear, Feedback.optimal(1)),
                Arguments.of(Initialisation.ORTHOGONAL, Context.TOP, linear, Feedback.optimal(1)),
                Arguments.of(Initialisation.ORTHOGONAL, Context.TOP, SOFT_HINGE, Feedback.random(3)),
                Arguments.of(Initialisation.DEFAULT, Context.TOP, SOFT_HINGE, Feedback.random(3)));
    }

    /**
     * With the assumptions of Theorem 3.1 the gradient of back-propagation is found, from a random matrix. Where the context is the top one and layers
     * are linear, B^l = V^T B^L gives the scores of the top layer whatever W, B^L and f are, so it is found there, too.
     */
    @ParameterizedTest
    @MethodSource("exact")
    void findsBackPropagationWhereItCanBeHad(Initialisation weights, Context context, ContrastLoss f, Feedback feedback) {
        DeepNetwork network = DeepNetwork.dense(weights, false, random, 6, 6, 6, 6);
        LocalRule top = new LocalRule("top", Context.OWN, 1, f, feedback);
        LocalRule local = new LocalRule("local", context, 1, f, Feedback.matched(Feedback.random(5)));
        Experiment experiment = new Experiment("theorem", network, top, List.of(local));
        List<Matrix> h = network.activations(Matrix.gaussian(200, 6, random));
        Matrix b = experiment.topMatrix(h);
        List<Matrix> matrices = experiment.matrices(local, h, b);
        List<Matrix> fresh = network.activations(Matrix.gaussian(64, 6, random));
        List<Matrix> global = experiment.globalGradients(fresh, b);
        for (int l = 1; l <= network.depth(); l++) {
            Matrix found = experiment.localWeightGradient(local, l, fresh, matrices.get(l - 1));
            assertEquals(1, found.cosine(network.weightGradient(l, fresh, global.get(l - 1))), 1e-6, "layer " + l);
        }
    }

    /** The mismatch of a rule in each layer, in parts of |dL^L/dh^l|^2. */
    private static double[] mismatches(Experiment experiment, LocalRule rule, List<Matrix> set, List<Matrix> measured) {
        Matrix b = experiment.topMatrix(set);
        List<Matrix> matrices = experiment.matrices(rule, set, b);
        List<Matrix> global = experiment.globalGradients(measured, b);
        double[] mismatches = new double[matrices.size()];
        for (int l = 1; l <= mismatches.length; l++) {
            Matrix local = rule.mapGradient(experiment.network(), l, measured, Pairs.nextRow(measured.get(0).rows() / 2), matrices.get(l - 1));
            mismatches[l - 1] = Math.pow(local.plus(-1, global.get(l - 1)).norm() / global.get(l - 1).norm(), 2);
        }
        return mismatches;
    }

    /** On the sample and on fresh views; below the top layer by far, since there the others overshoot. */
    @Test
    void aTrainedNetworkIsMatchedBetterThanByTheLocalLosses() {
        ViewPairs data = ViewPairs.vectors(24, random);
        DeepNetwork network = DeepNetwork.dense(Initialisation.DEFAULT, true, random, 24, 24, 24, 24);
        Feedback optimal = Feedback.optimal(1);
        LocalRule own = new LocalRule("own", Context.OWN, 1, SOFT_HINGE, optimal);
        LocalRule direct = new LocalRule("direct", Context.TOP, 1, SOFT_HINGE, optimal);
        LocalRule matched = new LocalRule("matched", Context.TOP, 1, SOFT_HINGE, Feedback.matched(optimal));
        new BackPropagation(network, Initialisation.DEFAULT.draw(24, 24, random), own, 3e-3).train(data, 100, 32, random, TheoryFigure.Progress.NONE);
        Experiment experiment = new Experiment("trained", network, own, List.of());
        List<Matrix> sample = network.activations(data.draw(128, random));
        for (List<Matrix> measured : List.of(sample, network.activations(data.draw(500, random)))) {
            double[] best = mismatches(experiment, matched, sample, measured);
            for (LocalRule other : List.of(own, direct)) {
                double[] found = mismatches(experiment, other, sample, measured);
                for (int l = 0; l < 2; l++) {
                    assertTrue(best[l] < 0.9 * found[l] && best[l] < 1, other.name() + " in layer " + (l + 1) + ": " + best[l] + ", " + found[l]);
                }
                assertEquals(0, best[2], 1e-12, "the top layer's loss is that of back-propagation");
            }
        }
    }

    /** Whatever the start, the mismatch on the sample is not above its own, nor that of no gradient. */
    @ParameterizedTest
    @MethodSource("contrasts")
    void neverWorseThanItsStart(ContrastLoss f) {
        Feedback.Sample sample = sample(30, f);
        for (double scale : new double[] {0, 1e-3, 0.1, 1, 30}) {
            Matrix target = Matrix.gaussian(60, 4, random).scaled(0.01);
            Matrix start = Matrix.gaussian(4, 3, random).scaled(scale);
            Matrix found = new GradientMatch(sample, target).descend(start);
            double best = mismatch(sample, target, found);
            assertTrue(best <= mismatch(sample, target, start) * (1 + 1e-12));
            assertTrue(best <= target.dot(target) * (1 + 1e-12));
        }
    }

    private static double mismatch(Feedback.Sample sample, Matrix target, Matrix b) {
        Contrast contrast = Contrast.of(sample.f(), sample.pairs(), Scores.of(sample.pairs(), sample.z(), sample.c(), b));
        Matrix residual = contrast.difference(sample.c()).timesTransposed(b).plus(-1, target);
        return residual.dot(residual);
    }
}
