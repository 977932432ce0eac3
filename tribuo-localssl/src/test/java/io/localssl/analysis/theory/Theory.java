package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.Pairs;
import io.localssl.train.Context;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The equations of the theory as loops. */
final class Theory {
    private Theory() {
    }

    /** M^l = mean_i (z_pos(i) - z_neg(i)) c_i^T. */
    static Matrix moments(LocalRule rule, DeepNetwork network, int l, List<Matrix> h) {
        Matrix z = rule.features(network, l, h);
        Matrix c = rule.contexts(network, l, h);
        int rows = z.rows();
        Matrix moments = Matrix.zeros(z.columns(), c.columns());
        for (int i = 0; i < rows; i++) {
            int positive = (i + rows / 2) % rows;
            int negative = ((i + 1) % rows + rows / 2) % rows;
            for (int a = 0; a < z.columns(); a++) {
                for (int b = 0; b < c.columns(); b++) {
                    moments.values()[a * c.columns() + b] += (z.at(positive, a) - z.at(negative, a)) * c.at(i, b) / rows;
                }
            }
        }
        return moments;
    }

    /** J = dh^L/dh^l of a linear network, [d_L, d_l], column by column: the top map of each unit vector. */
    static Matrix jacobian(DeepNetwork network, int l) {
        DeepNetwork above = new DeepNetwork(network.layers().subList(l, network.depth()), false);
        Layer layer = network.layers().get(l - 1);
        int d = layer.side() * layer.side() * layer.outputChannels();
        Matrix units = Matrix.zeros(d, d);
        for (int i = 0; i < d; i++) {
            units.values()[i * d + i] = 1;
        }
        List<Matrix> h = above.activations(units);
        return h.get(h.size() - 1).transposed();
    }

    /** The loss of the top layer with the contexts as given, which are constants. */
    static double loss(DeepNetwork network, LocalRule rule, Matrix x, Matrix contexts, Matrix b) {
        List<Matrix> h = network.activations(x);
        Pairs pairs = Pairs.nextRow(x.rows() / 2);
        return Contrast.of(rule.f(), pairs, Scores.of(pairs, rule.features(network, network.depth(), h), contexts, b)).loss();
    }

    /** The local loss of a sample with other features. */
    static double loss(Feedback.Sample sample, Matrix z, Matrix b) {
        return Contrast.of(sample.f(), sample.pairs(), Scores.of(sample.pairs(), z, sample.c(), b)).loss();
    }

    static LocalRule linear(Context context, int window, Feedback feedback) {
        return new LocalRule("linear", context, window, new MarginLoss(Penalty.LINEAR), feedback);
    }

    static void assertClose(Matrix expected, Matrix found, double tolerance) {
        assertEquals(expected.rows(), found.rows());
        assertEquals(expected.columns(), found.columns());
        for (int i = 0; i < expected.values().length; i++) {
            assertEquals(expected.values()[i], found.values()[i], tolerance);
        }
    }
}
