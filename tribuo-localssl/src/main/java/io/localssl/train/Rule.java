package io.localssl.train;

import io.localssl.LocalSSLException;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A learning rule: a choice on the axes objective and credit assignment, which any encoder can learn by.
 * <p>
 * It is written as the name of a preset, alone or with settings that differ from it: {@code clapp++}, {@code clapp++:contrast=phyll:theta=2},
 * {@code clapp++dfb:projection=fixed}. {@link #settings()} lists what can be set.
 *
 * @param name        the rule as it is written.
 * @param description one line.
 * @param source      where the rule is defined.
 * @param objective   what a block minimises.
 * @param credit      how losses become gradients.
 * @param rates       how many times the learning rate each block learns with, from the pixels up; the last counts for all blocks above, and none is 1 for all.
 */
public record Rule(String name, String description, String source, Objective objective, Credit credit, List<Double> rates) {
    private static final String PAPER = "Wu et al. 2026, arXiv 2601.21683";
    private static final String CLAPP = "Illing et al. 2021, arXiv 2010.08262";
    private static final String LPL = "Halvagal and Zenke 2023, doi 10.1038/s41593-023-01460-y";
    private static final String FORWARD_FORWARD = "Hinton 2022, arXiv 2212.13345";
    private static final String PREDICTIVE_CODING = "Whittington and Bogacz 2017, doi 10.1162/NECO_a_00949; Millidge et al. 2020, arXiv 2006.04182";
    private static final String DIRECT_FEEDBACK = "Nokland 2016, arXiv 1609.01596";

    private static final List<Preset> PRESETS = List.of(
            new Preset("clapp++pooled", "pooling=global", PAPER, "each block predicts its globally pooled features from its own other view"),
            new Preset("clapp++", "", PAPER, "the same with 2-D spatial dependence: features keep where they are"),
            new Preset("clapp++dfb", "context=top", PAPER, "direct feedback: each block predicts its features from the top block's"),
            new Preset("clapp++both", "context=top+own", PAPER, "the losses of clapp++dfb and clapp++ summed, each with its own matrix"),
            new Preset("clapp++concat", "context=concat", PAPER, "as clapp++both, but one loss and one matrix on the two contexts in one vector"),
            new Preset("clapp++softhinge", "contrast=softhinge", PAPER, "clapp++ with a hinge without kink"),
            new Preset("clapp++phyll", "contrast=phyll", PAPER, "clapp++ with the pairwise logistic loss"),
            new Preset("clapp++linear", "contrast=linear", PAPER, "clapp++ with the linear contrast of the paper's theory, which has no lower bound"),
            new Preset("clapp++randneg", "negatives=1", PAPER, "clapp++ with a random row as negative instead of the next one"),
            new Preset("clapp++coin", "coin=true", CLAPP, "clapp++ with a coin that chooses the positive or the negative term of each image"),
            new Preset("clapp++fixed", "projection=fixed", PAPER, "clapp++ with random prediction matrices that do not learn"),
            new Preset("clapp++identity", "projection=identity", PAPER, "clapp++ without prediction matrices"),
            new Preset("clapp++lowrank", "projection=low-rank:rank=64", PAPER, "clapp++ with prediction matrices of rank 64"),
            new Preset("clapp++rownorm", "projection=row-normalised", PAPER, "clapp++ with rows of length 1 in the prediction matrices"),
            new Preset("clapp++greedy", "credit=greedy", PAPER, "clapp++ block by block, the blocks below frozen"),
            new Preset("infonce-local", "contrast=infonce:pooling=global", PAPER, "layer-wise InfoNCE: each block by its own InfoNCE loss"),
            new Preset("clapp", "prediction-steps=5:retrodiction=true:coin=true:pooling=global", CLAPP,
                    "each block predicts features of patches from those of patches above them, and these from those; a coin chooses one term of each image"),
            new Preset("clapp-s", "prediction-steps=5:retrodiction=true:pooling=global", CLAPP, "clapp without the coin: both terms of each image in each step"),
            new Preset("lpl", "contrast=lpl:pooling=global", LPL,
                    "latent predictive learning: the views of an image agree, while features vary over images and do not correlate"),
            new Preset("ff", "contrast=goodness:sharpness=30:pooling=none:rates=5", FORWARD_FORWARD,
                    "Forward-Forward: each block answers images with much activity and hybrids of two images with little"),
            new Preset("scff", "contrast=goodness:negatives=mix:paired=1-3:goodness=position:threshold=0.25-4-1.25:negative-threshold=0.5-5-1.75:sharpness=4-1-4"
                    + ":goodness-penalty=0.0032-0.0004-0.0064:pooling=convolved:rates=100-5-2",
                    "Chen et al. 2025, doi 10.1038/s41467-025-61037-0",
                    "Self-Contrastive Forward-Forward: each block answers images with more activity than means of two images, at each position"),
            new Preset("bp-clapp++", "credit=back-propagation:pooling=global", PAPER,
                    "the loss of clapp++pooled at the top, back-propagated through all blocks"),
            new Preset("bp-clapp++spatial", "credit=back-propagation", PAPER, "the loss of clapp++ at the top, back-propagated through all blocks"),
            new Preset("bp-infonce", "contrast=infonce:credit=back-propagation:pooling=global", PAPER,
                    "InfoNCE at the top, back-propagated through all blocks"),
            new Preset("bp-clapp", "prediction-steps=5:retrodiction=true:coin=true:pooling=global:credit=back-propagation", CLAPP,
                    "the loss of clapp at the top, back-propagated through all blocks"),
            new Preset("bp-lpl", "contrast=lpl:credit=back-propagation:pooling=global", LPL, "the loss of lpl at the top, back-propagated through all blocks"),
            new Preset("bp-ff", "contrast=goodness:sharpness=30:credit=back-propagation:pooling=none:rates=5", FORWARD_FORWARD,
                    "the loss of ff at the top, back-propagated through all blocks"),
            new Preset("dfa-clapp++", "credit=direct-feedback-alignment:pooling=spatial-global-top", DIRECT_FEEDBACK,
                    "the loss of bp-clapp++, its error to each block through a fixed random matrix"),
            new Preset("dfa-infonce", "contrast=infonce:credit=direct-feedback-alignment:pooling=spatial-global-top", DIRECT_FEEDBACK,
                    "the loss of bp-infonce, its error to each block through a fixed random matrix"),
            new Preset("pc-clapp++", "credit=predictive-coding:pooling=global", PREDICTIVE_CODING, "the loss of bp-clapp++, by predictive coding"),
            new Preset("pc-infonce", "contrast=infonce:credit=predictive-coding:pooling=global", PREDICTIVE_CODING, "the loss of bp-infonce, by predictive coding"),
            new Preset("pc-dfa-clapp++", "credit=direct-predictive-coding:relaxation-steps=20:pooling=spatial-global-top", "after Casnici et al. 2026, arXiv 2602.15571",
                    "pc-clapp++, its relaxation started by the feedback of dfa-clapp++"),
            new Preset("trained-feedback", "context=top:pooling=spatial-global-top:credit=trained-feedback", PAPER,
                    "only feedback matrices learn, to match back-propagation; the encoder stays as it is"));

    /** Copies the rates. */
    public Rule {
        rates = List.copyOf(rates);
    }

    /**
     * A rule by which all blocks learn at the same rate.
     *
     * @param name        the rule as it is written.
     * @param description one line.
     * @param source      where the rule is defined.
     * @param objective   what a block minimises.
     * @param credit      how losses become gradients.
     */
    public Rule(String name, String description, String source, Objective objective, Credit credit) {
        this(name, description, source, objective, credit, List.of());
    }

    /**
     * How fast a block learns.
     *
     * @param block the block, from 0.
     * @return how many times the learning rate.
     */
    public double rate(int block) {
        return rates.isEmpty() ? 1 : rates.get(Math.min(block, rates.size() - 1));
    }

    /** A name for settings. */
    private record Preset(String name, String settings, String source, String description) {
        Rule toRule() {
            return RuleSettings.parse(settings).toRule(name, description, source);
        }
    }

    /** @return all presets: the rules of the paper, their variants, its baselines and analyses. */
    public static List<Rule> presets() {
        return PRESETS.stream().map(Preset::toRule).toList();
    }

    /** @return what can be set behind the name of a rule, a line each: the key, its values, and what it does. */
    public static List<String> settings() {
        return RuleSettings.HELP;
    }

    /**
     * Reads a rule.
     *
     * @param text the name of a preset, and settings behind it, each after a colon.
     * @return the rule.
     * @throws RuleException if there is no such preset or setting, or the settings make no sense together.
     */
    public static Rule of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Preset preset = PRESETS.stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow(() -> new RuleException(
                "found rule '" + name + "', expected one of " + PRESETS.stream().map(Preset::name).collect(Collectors.joining(", "))));
        if (colon < 0) {
            return preset.toRule();
        }
        String changes = text.substring(colon + 1);
        try {
            return RuleSettings.parse(preset.settings).with(RuleSettings.parse(changes))
                    .toRule(text, preset.description + "; but " + changes.replace(":", ", "), preset.source);
        } catch (LocalSSLException e) {
            throw new RuleException("rule " + text + ": " + e.getMessage());
        }
    }

    /**
     * The global baseline of this rule: the same objective at the top block alone, its gradient back through all blocks.
     *
     * @return the rule; this one if it is global.
     */
    public Rule baseline() {
        return credit == Credit.BACK_PROPAGATION ? this
                : new Rule(name + " by back-propagation", description + "; but at the top alone, back-propagated", source, objective.backPropagated(), Credit.BACK_PROPAGATION, rates);
    }

    /**
     * Checks that an encoder can learn by this rule.
     *
     * @param spec the encoder.
     * @throws RuleException if not; it says which setting and why.
     */
    public void requireFits(EncoderSpec spec) {
        if (spec.patches() != null && !(objective instanceof PatchPrediction)) {
            throw new RuleException("found rule " + name + ", which compares whole images, with a net of patches=" + spec.patches()
                    + ", expected a rule that compares patches, such as clapp or clapp-s; or leave patches out of the net");
        }
        if (objective.pooling() == FeaturePooling.CONVOLVED) {
            require(!credit.flow().crossesBlocks(), "with gradients that cross blocks, which meet what a block passes on");
            require(spec.blocks().stream().allMatch(block -> block.residual() == null), "with a residual block, which has no convolution of its own at its end");
        }
        objective.requireFits(spec, credit);
        credit.requireFits(spec);
    }

    private static void require(boolean valid, String found) {
        if (!valid) {
            throw new RuleException("found pooling=convolved " + found + "; expected another pooling, such as none");
        }
    }

    /**
     * Checks what can be checked before the shape of the images is known.
     *
     * @param epochs    the number of epochs.
     * @param batchSize images in a step.
     * @param depth     the number of blocks.
     * @throws RuleException if the rule cannot be trained like this; it says which setting and why.
     */
    public void requireFits(int epochs, int batchSize, int depth) {
        objective.requireFits(batchSize, depth, credit);
        credit.requireFits(objective, epochs, depth);
    }
}
