package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Figure 4b. */
final class SpatialFigure implements TheoryFigure.Declaration {
    private static final int SIDE = 8;
    private static final int SAMPLE_PAIRS = 512;

    @Override
    public String title() {
        return "Convolutions: with and without spatial dependence";
    }

    @Override
    public String settings() {
        return "six linear 3x3 convolutions of 6 channels on 8x8 maps, zero padding, stride 1, " + Initialisation.DEFAULT.description() + "; " + ViewPairs.IMAGES
                + "; linear f; without spatial dependence the loss sees the mean over the map, with it every position (pooling kernel 1); back-propagation "
                + "minimises the loss of the whole top map, with its optimal B; B^l set on " + SAMPLE_PAIRS + " view pairs, by the local loss (learnt B) or "
                + "by the mismatch of local and back-propagated dL/dh (best B: what the rule can represent; three quarters of the pairs are fitted, the rest "
                + "choose among the steps)";
    }

    @Override
    public TheoryFigure.Setting draw(SplittableRandom random, TheoryFigure.Progress progress) {
        DeepNetwork network = DeepNetwork.convolutions(Initialisation.DEFAULT, random.split(), SIDE, 3, 6, 6, 6, 6, 6, 6);
        Feedback optimal = Feedback.optimal(1);
        List<LocalRule> rules = new ArrayList<>();
        for (Feedback feedback : List.of(optimal, Feedback.matched(optimal))) {
            String matrices = feedback == optimal ? ", learnt B" : ", best B";
            rules.add(rule("no spatial dependence" + matrices, Context.OWN, SIDE, feedback));
            rules.add(rule("spatial dependence" + matrices, Context.OWN, 1, feedback));
            rules.add(rule("spatial, direct feedback" + matrices, Context.TOP, 1, feedback));
        }
        LocalRule top = rule("back-propagation", Context.OWN, 1, optimal);
        return new TheoryFigure.Setting(ViewPairs.images(SIDE, 3), SAMPLE_PAIRS, List.of(new Experiment("linear convolutions", network, top, rules)));
    }

    private static LocalRule rule(String name, Context context, int window, Feedback feedback) {
        return new LocalRule(name, context, window, new MarginLoss(Penalty.LINEAR), feedback);
    }
}
