package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Figure 2. */
final class AssumptionsFigure implements TheoryFigure.Declaration {
    private static final int WIDTH = 128;
    private static final int SAMPLE_PAIRS = 1024;

    @Override
    public String title() {
        return "What Theorem 3.1 assumes, and what is lost without it";
    }

    @Override
    public String settings() {
        return "six layers of " + WIDTH + "; " + ViewPairs.VECTORS + "; linear f, own context; B^l set on " + SAMPLE_PAIRS
                + " view pairs; back-propagation minimises the same loss in the top layer, with its optimal B";
    }

    @Override
    public TheoryFigure.Setting draw(SplittableRandom random, TheoryFigure.Progress progress) {
        ViewPairs data = ViewPairs.vectors(WIDTH, random.split());
        Feedback optimal = Feedback.optimal(1);
        Feedback unlearnt = Feedback.random(random.nextLong());
        List<Experiment> experiments = new ArrayList<>();
        for (Initialisation weights : Initialisation.values()) {
            for (boolean relu : new boolean[] {false, true}) {
                String network = (relu ? "ReLU" : "linear") + ", " + weights.description();
                DeepNetwork layers = DeepNetwork.dense(weights, relu, random.split(), WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH);
                boolean all = weights == Initialisation.ORTHOGONAL && !relu;
                List<LocalRule> rules = new ArrayList<>(List.of(rule(network + ", optimal B" + (all ? " (all assumptions)" : ""), optimal)));
                if (all) {
                    rules.add(rule(network + ", random fixed B", unlearnt));
                }
                experiments.add(new Experiment(network, layers, rule("back-propagation", optimal), rules));
            }
        }
        return new TheoryFigure.Setting(data, SAMPLE_PAIRS, experiments);
    }

    private static LocalRule rule(String name, Feedback feedback) {
        return new LocalRule(name, Context.OWN, 1, new MarginLoss(Penalty.LINEAR), feedback);
    }
}
