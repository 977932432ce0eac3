package io.localssl.train;

import io.localssl.LocalSSLException;
import io.localssl.loss.ContrastLoss;
import io.localssl.loss.HingeLoss;
import io.localssl.loss.LinearLoss;
import io.localssl.loss.PhyllLoss;
import io.localssl.loss.SoftHingeLoss;
import io.localssl.nn.FeaturePooling;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A named learning rule: a preset over the objective axis. Credit is assigned locally: every block is updated by its own loss alone.
 *
 * @param name        the name, as on the command line.
 * @param description one line.
 * @param source      where the rule is defined.
 * @param objective   the loss of a block.
 */
public record Rule(String name, String description, String source, Objective objective) {
    private static final String PAPER = "Wu et al. 2026, arXiv 2601.21683";

    /** @return all presets. */
    public static List<Rule> presets() {
        return List.of(
                new Rule("clapp++pooled", "each block predicts its globally pooled features from its own other view", PAPER,
                        hinge(FeaturePooling.GLOBAL, Context.OWN)),
                new Rule("clapp++", "the same with 2-D spatial dependence: features keep where they are", PAPER,
                        hinge(FeaturePooling.SPATIAL, Context.OWN)),
                new Rule("clapp++dfb", "direct feedback: each block predicts its features from the top block's", PAPER,
                        hinge(FeaturePooling.SPATIAL, Context.TOP)),
                new Rule("clapp++both", "the losses of clapp++dfb and clapp++ summed, each with its own matrix", PAPER,
                        hinge(FeaturePooling.SPATIAL, Context.TOP, Context.OWN)),
                new Rule("clapp++concat", "as clapp++both, but one loss and one matrix on the two contexts in one vector", PAPER,
                        hinge(FeaturePooling.SPATIAL, Context.TOP_AND_OWN)),
                new Rule("clapp++softhinge", "clapp++ with a hinge without kink", PAPER, spatial(new SoftHingeLoss())),
                new Rule("clapp++phyll", "clapp++ with the pairwise logistic loss", PAPER, spatial(new PhyllLoss(1))),
                new Rule("clapp++linear", "clapp++ with the linear contrast of the paper's theory, which has no lower bound", PAPER, spatial(new LinearLoss())));
    }

    /**
     * Finds a preset.
     *
     * @param name its name.
     * @return the rule.
     * @throws LocalSSLException if there is no such rule.
     */
    public static Rule of(String name) {
        return presets().stream().filter(r -> r.name.equals(name)).findFirst().orElseThrow(() -> new LocalSSLException(
                "found rule '" + name + "', expected one of " + presets().stream().map(Rule::name).collect(Collectors.joining(", "))));
    }

    private static Objective spatial(ContrastLoss contrast) {
        return new Objective(contrast, FeaturePooling.SPATIAL, List.of(Context.OWN));
    }

    private static Objective hinge(FeaturePooling pooling, Context... contexts) {
        return new Objective(new HingeLoss(), pooling, List.of(contexts));
    }
}
