package io.localssl.analysis.theory;

import io.localssl.LocalSSLException;
import io.localssl.analysis.Interval;
import io.localssl.loss.ContrastLoss;
import io.localssl.loss.LinearLoss;
import io.localssl.loss.SoftHingeLoss;
import io.localssl.train.Context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The paper's figures of its theory: the cosine of local and back-propagated weight gradients in each layer, cos(dL^l/dW^l, dL^L/dW^l).
 * <p>
 * What the paper leaves open is chosen here, and each figure's {@link #settings()} says it. Common to all: contexts are constants, in back-propagation
 * too; negatives are the next row; views are generated ({@link ViewPairs}); weights without bias; all matrices B are set on one sample of view pairs
 * and then kept, while the cosine is measured on fresh batches; the interval is over batches, with one draw of the weights.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">Can Local Learning Match Self-Supervised Backpropagation?, section 3</a>
 */
public enum TheoryFigure {
    /** Figure 2: six layers of 128, what each assumption of Theorem 3.1 does. */
    FIGURE_2("2", "Local and back-propagated updates, six layers of 128", """
            data: vectors of 128, shared part with variances ~ 1/k in a random basis (mean 1), private noise 0.5; \
            networks: six layers of 128, W orthogonal or U(-1/sqrt(128), 1/sqrt(128)), identity or ReLU; \
            f: linear; context: own layer; \
            B: optimal = least local loss of all with Frobenius norm 1 = M/|M|, or random = N(0, 1) entries scaled to norm 1, fixed; \
            back-propagation: the same loss in layer 6 with its optimal B; sample: 2048 pairs""") {
        @Override
        Setting setting(SplittableRandom random, Progress progress) {
            ViewPairs data = ViewPairs.vectors(128, NOISE, random.split());
            int[] widths = {128, 128, 128, 128, 128, 128, 128};
            ContrastLoss f = new LinearLoss();
            LocalRule top = rule("back-propagation", Context.OWN, 1, f, Feedback.optimal(1));
            Feedback unlearnt = Feedback.random(random.nextLong());
            List<Experiment> experiments = new ArrayList<>();
            for (Initialisation initialisation : Initialisation.values()) {
                for (boolean relu : new boolean[] {false, true}) {
                    DeepNetwork network = dense(widths, initialisation, relu, random.split());
                    String name = (relu ? "ReLU, " : "linear, ") + initialisation.name().toLowerCase(java.util.Locale.ROOT) + " init, ";
                    List<LocalRule> rules = new ArrayList<>(List.of(rule(name + "optimal B", Context.OWN, 1, f, Feedback.optimal(1))));
                    if (experiments.isEmpty()) {
                        rules.add(rule(name + "random fixed B", Context.OWN, 1, f, unlearnt));
                    }
                    experiments.add(new Experiment(network, top, rules));
                }
            }
            return new Setting(data, 2048, experiments);
        }
    };

    static final double NOISE = 0.5;

    private final String id;
    private final String title;
    private final String settings;

    TheoryFigure(String id, String title, String settings) {
        this.id = id;
        this.title = title;
        this.settings = settings;
    }

    record Setting(ViewPairs data, int samplePairs, List<Experiment> experiments) {
    }

    abstract Setting setting(SplittableRandom random, Progress progress);

    interface Progress { void trained(int step, int steps, double loss); }

    static LocalRule rule(String name, Context context, int window, ContrastLoss f, Feedback feedback) {
        return new LocalRule(name, context, window, f, feedback);
    }

    static DeepNetwork dense(int[] widths, Initialisation initialisation, boolean relu, SplittableRandom random) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(Layer.dense(initialisation.draw(widths[l], widths[l - 1], random)));
        }
        return new DeepNetwork(layers, relu);
    }
}
