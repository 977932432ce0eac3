package io.localssl.analysis.theory;

import io.localssl.train.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Proposition 3.5: with pooling kernel 1 a local rule of a linear convolutional network can be back-propagation. */
class SpatialTheoryTest {
    private static final int SIDE = 4;

    private final SplittableRandom random = new SplittableRandom(11);
    private final DeepNetwork network = DeepNetwork.convolutions(Initialisation.DEFAULT, random, SIDE, 2, 3, 4, 3);
    private final List<Matrix> h = network.activations(Matrix.gaussian(12, SIDE * SIDE * 2, random));

    /** P of the top layer as a matrix. */
    private Matrix pooling(int window) {
        Pooling pooling = Pooling.of(network.layers().get(network.depth() - 1), window);
        int d = h.get(network.depth()).columns();
        Matrix units = Matrix.zeros(d, d);
        for (int i = 0; i < d; i++) {
            units.values()[i * d + i] = 1;
        }
        return pooling.pool(units).transposed();
    }

    @ParameterizedTest
    @CsvSource({"1, OWN", "2, OWN", "4, OWN", "1, TOP"})
    void kernelOneRepresentsBackPropagation(int topWindow, String name) {
        Context context = name.equals("OWN") ? Context.OWN : Context.TOP;
        LocalRule top = Theory.linear(Context.OWN, topWindow, Feedback.optimal(1));
        LocalRule local = Theory.linear(context, 1, Feedback.optimal(1));
        Experiment experiment = new Experiment("proposition", network, top, List.of(local));
        Matrix matrix = experiment.topMatrix(h);
        List<Matrix> global = experiment.globalGradients(h, matrix);
        Matrix p = pooling(topWindow);
        Matrix full = p.transposedTimes(matrix).times(p); // P^T B^L P: the top matrix on whole maps
        for (int l = 1; l <= network.depth(); l++) {
            Matrix v = Theory.jacobian(network, l);
            Matrix seen = v.transposedTimes(full);
            Matrix b = context == Context.OWN ? seen.times(v) : seen;
            Matrix expected = network.weightGradient(l, h, global.get(l - 1));
            Matrix found = experiment.localWeightGradient(local, l, h, b);
            Theory.assertClose(expected.scaled(1 / expected.norm()), found.scaled(1 / expected.norm()), 1e-10);
        }
    }

    @Test
    void matchingFindsThatMatrix() {
        LocalRule local = Theory.linear(Context.OWN, 1, Feedback.matched(Feedback.optimal(1)));
        Experiment experiment = new Experiment("proposition", network, Theory.linear(Context.OWN, 1, Feedback.optimal(1)), List.of(local));
        List<Matrix> sample = network.activations(Matrix.gaussian(400, SIDE * SIDE * 2, random));
        Matrix matrix = experiment.topMatrix(sample);
        List<Matrix> matrices = experiment.matrices(local, sample, matrix);
        List<Matrix> global = experiment.globalGradients(h, matrix);
        for (int l = 1; l <= network.depth(); l++) {
            Matrix found = experiment.localWeightGradient(local, l, h, matrices.get(l - 1));
            assertTrue(found.cosine(network.weightGradient(l, h, global.get(l - 1))) > 1 - 1e-6);
        }
    }

    /** What the global mean loses cannot be learnt back: even the best matrix stays away from back-propagation. */
    @Test
    void globalPoolingDoesNot() {
        LocalRule local = Theory.linear(Context.OWN, SIDE, Feedback.matched(Feedback.optimal(1)));
        Experiment experiment = new Experiment("proposition", network, Theory.linear(Context.OWN, 1, Feedback.optimal(1)), List.of(local));
        List<Matrix> sample = network.activations(Matrix.gaussian(400, SIDE * SIDE * 2, random));
        Matrix matrix = experiment.topMatrix(sample);
        List<Matrix> matrices = experiment.matrices(local, sample, matrix);
        List<Matrix> global = experiment.globalGradients(h, matrix);
        List<Double> cosines = new ArrayList<>();
        for (int l = 1; l <= network.depth(); l++) {
            cosines.add(experiment.localWeightGradient(local, l, h, matrices.get(l - 1)).cosine(network.weightGradient(l, h, global.get(l - 1))));
        }
        assertTrue(cosines.stream().allMatch(cosine -> cosine < 0.9), cosines::toString);
    }
}
