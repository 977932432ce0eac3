package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
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

/** Gradients against finite differences, in double. */
class DeepNetworkTest {
    private static final double STEP = 1e-5;

    private static Stream<Arguments> networks() {
        SplittableRandom random = new SplittableRandom(2);
        return Stream.of(new MarginLoss(Penalty.LINEAR), new MarginLoss(Penalty.SOFT_HINGE), new PhyllLoss(2)).flatMap(f -> Stream.of(
                Arguments.of(DeepNetwork.dense(Initialisation.DEFAULT, false, random, 3, 5, 2), f, 1),
                Arguments.of(DeepNetwork.dense(Initialisation.ORTHOGONAL, true, random, 4, 7, 6, 5), f, 1),
                Arguments.of(DeepNetwork.convolutions(Initialisation.DEFAULT, random, 4, 2, 3, 2), f, 1),
                Arguments.of(DeepNetwork.convolutions(Initialisation.DEFAULT, random, 4, 1, 2, 3), f, 2),
                Arguments.of(DeepNetwork.convolutions(Initialisation.DEFAULT, random, 3, 2, 2), f, 3)));
    }

    private static Matrix input(DeepNetwork network, SplittableRandom random) {
        Layer first = network.layers().get(0);
        int channels = first.weight().columns() / (first.kernel() * first.kernel());
        return Matrix.gaussian(6, first.side() * first.side() * channels, random);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void backPropagation(DeepNetwork network, ContrastLoss f, int window) {
        SplittableRandom random = new SplittableRandom(5);
        Matrix x = input(network, random);
        LocalRule top = new LocalRule("top", Context.OWN, window, f, Feedback.optimal(1));
        Experiment experiment = new Experiment("gradient", network, top, List.of());
        List<Matrix> h = network.activations(x);
        Matrix contexts = top.contexts(network, network.depth(), h);
        Matrix b = Matrix.gaussian(contexts.columns(), contexts.columns(), random);
        List<Matrix> gradients = experiment.globalGradients(h, b);
        for (int l = 1; l <= network.depth(); l++) {
            Matrix gradient = network.weightGradient(l, h, gradients.get(l - 1));
            double[] weight = network.layers().get(l - 1).weight().values();
            for (int i = 0; i < weight.length; i++) {
                double kept = weight[i];
                weight[i] = kept + STEP;
                double above = Theory.loss(network, top, x, contexts, b);
                weight[i] = kept - STEP;
                double below = Theory.loss(network, top, x, contexts, b);
                weight[i] = kept;
                assertEquals((above - below) / (2 * STEP), gradient.values()[i], 1e-7 * Math.max(1, gradient.norm()));
            }
        }
    }

    /** The local gradient is that of a network that ends at the layer: no gradient crosses a layer. */
    @ParameterizedTest
    @MethodSource("networks")
    void localGradient(DeepNetwork network, ContrastLoss f, int window) {
        SplittableRandom random = new SplittableRandom(6);
        Matrix x = input(network, random);
        List<Matrix> h = network.activations(x);
        for (Context context : List.of(Context.OWN, Context.TOP)) {
            LocalRule rule = new LocalRule("local", context, window, f, Feedback.optimal(1));
            Experiment experiment = new Experiment("gradient", network, rule, List.of());
            Matrix contexts = rule.contexts(network, 1, h);
            Matrix b = Matrix.gaussian(rule.features(network, 1, h).columns(), contexts.columns(), random);
            Matrix gradient = experiment.localWeightGradient(rule, 1, h, b);
            DeepNetwork first = new DeepNetwork(network.layers().subList(0, 1), network.relu());
            double[] weight = network.layers().get(0).weight().values();
            for (int i = 0; i < weight.length; i++) {
                double kept = weight[i];
                weight[i] = kept + STEP;
                double above = Theory.loss(first, rule, x, contexts, b);
                weight[i] = kept - STEP;
                double below = Theory.loss(first, rule, x, contexts, b);
                weight[i] = kept;
                assertEquals((above - below) / (2 * STEP), gradient.values()[i], 1e-7 * Math.max(1, gradient.norm()));
            }
        }
    }

    @Test
    void convolutionIsTheNaiveOne() {
        SplittableRandom random = new SplittableRandom(8);
        int side = 5;
        Layer layer = new Layer(Matrix.gaussian(3, 9 * 2, random), side, 3);
        Matrix x = Matrix.gaussian(2, side * side * 2, random);
        Matrix y = layer.forward(x);
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    for (int o = 0; o < 3; o++) {
                        double sum = 0;
                        for (int p = -1; p <= 1; p++) {
                            for (int q = -1; q <= 1; q++) {
                                for (int c = 0; c < 2; c++) {
                                    boolean inside = i + p >= 0 && i + p < side && j + q >= 0 && j + q < side;
                                    sum += inside ? layer.weight().at(o, ((p + 1) * 3 + q + 1) * 2 + c) * x.at(n, ((i + p) * side + j + q) * 2 + c) : 0;
                                }
                            }
                        }
                        assertEquals(sum, y.at(n, (i * side + j) * 3 + o), 1e-12);
                    }
                }
            }
        }
    }
}
