package io.localssl.analysis.theory;

import io.localssl.GoldenVectors;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.Pairs;
import io.localssl.train.Context;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Theorem 3.1 against the reference's tensors: deep linear networks with orthonormal columns, B = M. */
class GoldenTheoryTest {
    private static final Map<String, Context> CONTEXTS = Map.of("lateral", Context.OWN, "dfb", Context.TOP);

    private static Matrix tensor(GoldenVectors golden, String name) {
        int[] shape = golden.shape(name);
        float[] floats = golden.floats(name);
        Matrix matrix = Matrix.zeros(shape[0], shape[1]);
        for (int i = 0; i < floats.length; i++) {
            matrix.values()[i] = floats[i];
        }
        return matrix;
    }

    /** The tensors are float32: to 1e-6 of the largest element. */
    private static void assertMatches(Matrix expected, Matrix found) {
        double largest = 0;
        for (double value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected.values(), found.values(), 1e-6 * largest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"theory_square", "theory_tall"})
    void matricesAndGradientsAreTheReferences(String name) {
        GoldenVectors golden = GoldenVectors.load(name);
        int depth = golden.manifest().get("dims").size() - 1;
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            layers.add(Layer.dense(tensor(golden, "W." + l)));
        }
        DeepNetwork network = new DeepNetwork(layers, false);
        List<Matrix> h = network.activations(tensor(golden, "x"));
        Pairs pairs = Pairs.nextRow(h.get(0).rows() / 2);
        CONTEXTS.forEach((label, context) -> {
            LocalRule rule = new LocalRule(label, context, 1, new MarginLoss(Penalty.LINEAR), Feedback.optimal(1));
            Experiment experiment = new Experiment("golden", network, rule, List.of());
            for (int l = 1; l <= depth; l++) {
                Matrix b = Theory.moments(rule, network, l, h);
                assertMatches(tensor(golden, "B_" + label + "." + (l - 1)), b);
                assertEquals(golden.manifest().get("loss_" + label).get(l - 1).asDouble(), rule.contrast(network, l, h, pairs, b).loss(), 2e-5);
                assertMatches(tensor(golden, "grad_" + label + "." + (l - 1)), experiment.localWeightGradient(rule, l, h, b));
                List<Matrix> global = experiment.globalGradients(h, Theory.moments(rule, network, depth, h));
                assertMatches(tensor(golden, "grad_bp." + (l - 1)), network.weightGradient(l, h, global.get(l - 1)));
            }
        });
    }
}
