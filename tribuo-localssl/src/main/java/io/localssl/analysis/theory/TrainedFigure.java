package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Figure 3b. Optimal feedback is the top context with a B^l of small squared mismatch of dL^l/dh^l and dL^L/dh^l, see {@link GradientMatch}. It is optimal
 * for the gradient of the features, among top contexts, and where the descent ends: no bound of the cosine of the weight gradients, which is what is drawn,
 * nor of rules with another context.
 */
final class TrainedFigure implements TheoryFigure.Declaration {
    private static final int WIDTH = 512;
    private static final int SAMPLE_PAIRS = 384;
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
                + "also that of the top layer, whose loss back-propagation minimises; optimal feedback is the top context with B^l by the squared mismatch "
                + "|dL^l/dh^l - dL^L/dh^l|^2, softhinge f with the slopes at B^l's own scores: exact gradients, "
                + "preconditioned by the Gram matrix with a ridge that falls from 1 to 1e-10, from 0 or from B^l of least local loss; "
                + "three quarters of the pairs are fitted, the rest choose among the steps",
                WIDTH, Initialisation.DEFAULT.description(), RATE, STEPS, TheoryFigure.BATCH_PAIRS, ViewPairs.VECTORS, SAMPLE_PAIRS);
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
                rule("optimal feedback (B fitted to the gradient)", Context.TOP, Feedback.matched(optimal)),
                rule("random fixed feedback", Context.TOP, Feedback.random(random.nextLong())));
        return new TheoryFigure.Setting(data, SAMPLE_PAIRS, List.of(new Experiment("ReLU, trained", network, top, rules)));
    }

    private static LocalRule rule(String name, Context context, Feedback feedback) {
        return new LocalRule(name, context, 1, new MarginLoss(Penalty.SOFT_HINGE), feedback);
    }
}
