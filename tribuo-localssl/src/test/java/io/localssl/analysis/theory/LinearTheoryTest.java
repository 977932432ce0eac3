package io.localssl.analysis.theory;

import io.localssl.train.Context;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Theorem 3.1: orthonormal columns and optimal matrices make the local gradient that of back-propagation. */
class LinearTheoryTest {

    private static Stream<Arguments> networks() {
        return Stream.of(new int[] {6, 6, 6, 6}, new int[] {3, 4, 7, 9}, new int[] {1, 2, 5}, new int[] {16, 16, 16, 16, 16, 16, 16}, new int[] {5, 5, 8, 8})
                .flatMap(widths -> Stream.of(Context.OWN, Context.TOP).map(context -> Arguments.of(widths, context)));
    }

    /** The largest difference of an element of the local and the global weight gradient, in parts of the largest element. */
    private static double difference(Initialisation weights, int[] widths, Context context) {
        SplittableRandom random = new SplittableRandom(7);
        DeepNetwork network = DeepNetwork.dense(weights, false, random, widths);
        List<Matrix> sample = network.activations(Matrix.gaussian(40, widths[0], random));
        List<Matrix> batch = network.activations(Matrix.gaussian(10, widths[0], random));
        LocalRule rule = Theory.linear(context, 1, Feedback.optimal(1));
        Experiment experiment = new Experiment("theorem", network, rule, List.of(rule));
        Matrix top = experiment.topMatrix(sample);
        List<Matrix> matrices = experiment.matrices(rule, sample, top);
        List<Matrix> global = experiment.globalGradients(batch, top);
        double largest = 0;
        for (int l = 1; l <= network.depth(); l++) {
            Matrix expected = network.weightGradient(l, batch, global.get(l - 1));
            Matrix found = experiment.localWeightGradient(rule, l, batch, matrices.get(l - 1));
            for (int i = 0; i < expected.values().length; i++) {
                largest = Math.max(largest, Math.abs(expected.values()[i] - found.values()[i]) / expected.norm());
            }
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void orthonormalColumnsMakeThemEqual(int[] widths, Context context) {
        assertTrue(difference(Initialisation.ORTHOGONAL, widths, context) < 1e-10);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void randomWeightsDoNot(int[] widths, Context context) {
        assertTrue(difference(Initialisation.DEFAULT, widths, context) > 1e-2);
    }

    /** Theorem 3.1 in terms of the matrices: B^l = V^T B^L V for the own context, V^T B^L for the top one. */
    @ParameterizedTest
    @MethodSource("networks")
    void optimalMatricesAreThoseOfTheTopSeenFromBelow(int[] widths, Context context) {
        SplittableRandom random = new SplittableRandom(3);
        DeepNetwork network = DeepNetwork.dense(Initialisation.ORTHOGONAL, false, random, widths);
        List<Matrix> h = network.activations(Matrix.gaussian(30, widths[0], random));
        LocalRule rule = Theory.linear(context, 1, Feedback.optimal(1));
        Experiment experiment = new Experiment("theorem", network, rule, List.of(rule));
        Matrix top = experiment.topMatrix(h);
        List<Matrix> matrices = experiment.matrices(rule, h, top);
        for (int l = 1; l <= network.depth(); l++) {
            Matrix v = Theory.jacobian(network, l);
            Matrix seen = v.transposedTimes(top);
            Theory.assertClose(context == Context.OWN ? seen.times(v) : seen, matrices.get(l - 1), 1e-10);
            Matrix moments = Theory.moments(rule, network, l, h);
            Theory.assertClose(moments.scaled(1 / moments.norm()), matrices.get(l - 1), 1e-10);
        }
    }
}
