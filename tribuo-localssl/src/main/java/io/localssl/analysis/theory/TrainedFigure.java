package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Figure 3b. */
final class TrainedFigure implements TheoryFigure.Declaration {
    private static final int WIDTH = 512;
    private static final int SAMPLE_PAIRS = 1024;
    private static final int STEPS = 150;
    private static final double RATE = 3e-4;

    @Override
    public String title() {
        return "A trained network with ReLU";
    }

    @Override
    public String settings() {
        return String.format(Locale.ROOT, "six ReLU layers of %d, %s, trained end to end by back-propagation with softhinge f in the top layer, its context a "
                + "constant: Adam %s on W and B^L, %d steps of %d pairs; %s; then every B is set anew on %d view pairs, "
                + "also that of the top layer, whose loss back-propagation minimises", WIDTH, Initialisation.DEFAULT.description(), RATE, STEPS, TheoryFigure.BATCH_PAIRS, ViewPairs.VECTORS, SAMPLE_PAIRS);
    }

    @Override
    public TheoryFigure.Setting draw(SplittableRandom random, TheoryFigure.Progress progress) {
        ViewPairs data = ViewPairs.vectors(WIDTH, random.split());
        DeepNetwork network = DeepNetwork.dense(Initialisation.DEFAULT, true, random.split(), WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH);
        Matrix matrix = Initialisation.DEFAULT.draw(WIDTH, WIDTH, random.split());
        Feedback optimal = Feedback.optimal(1);
        LocalRule top = rule("back-propagation", Context.OWN, optimal);
        new BackPropagation(network, matrix, top, RATE).train(data, STEPS, TheoryFigure.BATCH_PAIRS, random.split(), progress);
        List<LocalRule> rules = List.of(
                rule("own context", Context.OWN, optimal),
                rule("direct feedback", Context.TOP, optimal),
                rule("optimal feedback (B regressed on the gradient)", Context.TOP, Feedback.regressed()),
                rule("random fixed feedback", Context.TOP, Feedback.random(random.nextLong())));
        return new TheoryFigure.Setting(data, SAMPLE_PAIRS, List.of(new Experiment("ReLU, trained", network, top, rules)));
    }

    private static LocalRule rule(String name, Context context, Feedback feedback) {
        return new LocalRule(name, context, 1, new MarginLoss(Penalty.SOFT_HINGE), feedback);
    }
}
