package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Figure 3a. */
final class WidthsFigure implements TheoryFigure.Declaration {
    private static final int[] WIDTHS = {128, 128, 64, 32, 16, 8, 4};
    private static final int SAMPLE_PAIRS = 1024;

    @Override
    public String title() {
        return "Decreasing widths, with and without direct feedback";
    }

    @Override
    public String settings() {
        return "linear layers of 128, 64, 32, 16, 8, 4 on inputs of 128, " + Initialisation.ORTHOGONAL.description() + " (orthonormal rows); "
                + ViewPairs.VECTORS + "; B^l set on " + SAMPLE_PAIRS
                + " view pairs; back-propagation minimises the same loss in the top layer, with its optimal B";
    }

    @Override
    public TheoryFigure.Setting draw(SplittableRandom random, TheoryFigure.Progress progress) {
        ViewPairs data = ViewPairs.vectors(WIDTHS[0], random.split());
        DeepNetwork network = DeepNetwork.dense(Initialisation.ORTHOGONAL, false, random.split(), WIDTHS);
        Map<String, ContrastLoss> losses = new LinkedHashMap<>();
        losses.put("linear f", new MarginLoss(Penalty.LINEAR));
        losses.put("softhinge f", new MarginLoss(Penalty.SOFT_HINGE));
        List<Experiment> experiments = losses.entrySet().stream().map(f -> new Experiment("linear, orthogonal init", network,
                rule("back-propagation", Context.OWN, f.getValue()), List.of(
                rule(f.getKey() + ", own context", Context.OWN, f.getValue()),
                rule(f.getKey() + ", direct feedback", Context.TOP, f.getValue())))).toList();
        return new TheoryFigure.Setting(data, SAMPLE_PAIRS, experiments);
    }

    private static LocalRule rule(String name, Context context, ContrastLoss f) {
        return new LocalRule(name, context, 1, f, Feedback.optimal(1));
    }
}
