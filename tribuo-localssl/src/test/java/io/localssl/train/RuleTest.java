package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.GoodnessLoss;
import io.localssl.loss.LatentPredictiveLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.PhyllLoss;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RuleTest {

    @Test
    void presetsHaveNamesDescriptionsAndSourcesOfTheirOwn() {
        Set<String> names = new HashSet<>();
        Set<String> descriptions = new HashSet<>();
        for (Rule rule : Rule.presets()) {
            assertTrue(names.add(rule.name()) && descriptions.add(rule.description()), rule.name());
            assertTrue(rule.source().contains("arXiv") || rule.source().contains("doi"), rule.source());
            assertEquals(rule, Rule.of(rule.name()));
        }
    }

    @Test
    void settingsChangeThePreset() {
        Contrastive objective = (Contrastive) Rule.of("clapp++dfb:contrast=phyll:theta=2.5:negatives=3:pooling=global:projection=low-rank:rank=7:projection-decay=0.1").objective();
        assertEquals(new PhyllLoss(2.5), objective.contrast());
        assertEquals(FeaturePooling.GLOBAL, objective.pooling());
        assertEquals(List.of(Context.TOP), objective.contexts());
        assertEquals(new Matrices(Matrices.Kind.LOW_RANK, 7, OptionalDouble.of(0.1)), objective.projection());
        assertEquals(3, objective.negatives());
        assertFalse(objective.coin());
        assertEquals(new MarginLoss(Penalty.SOFT_HINGE, 0.5),
                ((Contrastive) Rule.of("clapp++:contrast=softhinge:positive-weight=0.5").objective()).contrast());
        assertEquals(Matrices.Kind.FIXED, ((Contrastive) Rule.of("clapp++lowrank:projection=fixed").objective()).projection().kind());
        assertSame(Credit.BACK_PROPAGATION, Rule.of("clapp++both:credit=back-propagation").credit());
        assertEquals(new PredictiveCoding(7, 0.5, false), Rule.of("pc-infonce:relaxation-steps=7:relaxation-rate=0.5").credit());
        assertSame(Credit.DIRECT_FEEDBACK_ALIGNMENT, Rule.of("pc-dfa-clapp++:credit=direct-feedback-alignment").credit());
        assertEquals(16, ((InfoNce) Rule.of("bp-infonce:rank=16").objective()).projection());
        Contrastive comparison = (Contrastive) Rule.of("clapp++pooled:coin=true:negatives=2").objective();
        assertEquals(new PatchPrediction(comparison, 3, true), Rule.of("clapp:prediction-steps=3:negatives=2").objective());
        assertEquals(Rule.of("clapp-s").objective(), Rule.of("clapp:coin=false").objective());
        assertFalse(((PatchPrediction) Rule.of("clapp:retrodiction=false").objective()).retrodiction());
        assertEquals(new LatentPrediction(new LatentPredictiveLoss(1, 0.5, 20), FeaturePooling.GLOBAL), Rule.of("lpl:decorrelation=20:hebbian=0.5").objective());
        assertEquals(Rule.of("lpl").objective(), Rule.of("lpl:predictive=1:hebbian=1:decorrelation=10").objective());
    }

    @Test
    void forwardForwardAndScffAreSettingsOfOneObjective() {
        assertEquals(new Goodness(List.of(new GoodnessLoss(1, 1, 30, 0)), Set.of(), false, FeaturePooling.NONE), Rule.of("ff").objective());
        List<GoodnessLoss> published = List.of(new GoodnessLoss(0.25, 0.5, 4, 0.0032), new GoodnessLoss(4, 5, 1, 0.0004), new GoodnessLoss(1.25, 1.75, 4, 0.0064));
        assertEquals(new Goodness(published, Set.of(0, 2), true, FeaturePooling.CONVOLVED), Rule.of("scff").objective());
        assertEquals(List.of(new GoodnessLoss(2, 2, 3, 0)), ((Goodness) Rule.of("ff:threshold=2:sharpness=3").objective()).losses());
        assertEquals(List.of(new GoodnessLoss(2, 0.5, 1, 0.1)), ((Goodness) Rule.of("ff:threshold=2:negative-threshold=0.5:sharpness=1:goodness-penalty=0.1").objective()).losses());
        assertEquals(Set.of(0), ((Goodness) Rule.of("ff:negatives=mix").objective()).paired());
        assertEquals(Rule.of("scff:contrast=hinge").objective(), Rule.of("clapp++:pooling=convolved").objective());
        assertEquals(4, ((Contrastive) Rule.of("clapp++:negatives=4:contrast=phyll").objective()).negatives());
    }

    /** A list of settings is for the blocks from the pixels up, its last for all above; of a shorter list beside a longer one, too. Exponents below zero are no lists. */
    @Test
    void blocksHaveSettingsOfTheirOwn() {
        Goodness goodness = (Goodness) Rule.of("ff:threshold=1e-1-2-0.5:sharpness=3-4").objective();
        assertEquals(List.of(new GoodnessLoss(0.1, 0.1, 3, 0), new GoodnessLoss(2, 2, 4, 0), new GoodnessLoss(0.5, 0.5, 4, 0)), goodness.losses());
        assertEquals(goodness.loss(2), goodness.loss(7));
        assertEquals(new GoodnessLoss(-2, 3, 1, 0), ((Goodness) Rule.of("ff:threshold=-2:negative-threshold=3:sharpness=1").objective()).loss(0));
        Rule rule = Rule.of("clapp++:rates=100-2.5e-1-2");
        assertArrayEquals(new double[]{100, 0.25, 2, 2}, new double[]{rule.rate(0), rule.rate(1), rule.rate(2), rule.rate(5)});
        assertEquals(1, Rule.of("clapp++").rate(3));
        assertEquals(rule.rates(), rule.baseline().rates());
    }

    /** Pairs of maps and losses of convolutions are for local credit; the baseline of a rule that has them does without. */
    @Test
    void whatSendsNoGradientDownIsForLocalCredit() {
        EncoderSpec scff = EncoderSpec.of("scff", null, new ImageShape(3, 32, 32));
        Rule.of("scff").requireFits(scff);
        Rule.of("scff:credit=greedy").requireFits(scff);
        Rule baseline = Rule.of("scff").baseline();
        baseline.requireFits(scff);
        assertEquals(Rule.of("scff:pooling=none:paired=1").objective(), baseline.objective());
        assertEquals("found pooling=convolved with gradients that cross blocks, which meet what a block passes on; expected another pooling, such as none",
                assertThrows(RuleException.class, () -> Rule.of("clapp++:pooling=convolved:credit=back-propagation").requireFits(scff)).getMessage());
        assertTrue(assertThrows(RuleException.class, () -> Rule.of("scff:pooling=none:credit=back-propagation").requireFits(scff)).getMessage().startsWith("found paired blocks above the first"));
        EncoderSpec residual = EncoderSpec.of("8,R8:normalisation=rms", null, new ImageShape(3, 32, 32));
        Rule.of("scff:pooling=none").requireFits(residual);
        assertTrue(assertThrows(RuleException.class, () -> Rule.of("scff").requireFits(residual)).getMessage().startsWith("found pooling=convolved with a residual block"));
    }

    @Test
    void feedbackMapsCountBlocksFromOne() {
        Context map = ((Contrastive) Rule.of("clapp++:context=2-2-4-4-6-6").objective()).contexts().get(0);
        assertArrayEquals(new int[]{1}, map.blocks(0, 6));
        assertArrayEquals(new int[]{5}, map.blocks(4, 6));
    }

    /** Two rules that say the same have the same objective: alignment then shares their matrices. */
    @Test
    void objectivesAreComparedByWhatTheySay() {
        String map = "clapp++:context=1-1-3:negatives=2:projection=low-rank:rank=3";
        assertEquals(Rule.of(map).objective(), Rule.of(map + ":credit=greedy").objective());
        assertNotEquals(Rule.of(map).objective(), Rule.of("clapp++:context=1-2-3:negatives=2:projection=low-rank:rank=3").objective());
        assertEquals(Rule.of("bp-infonce:rank=3").objective(), Rule.of("infonce-local:rank=3").objective());
    }

    @Test
    void theBaselineIsTheSameObjectiveBackPropagated() {
        Rule baseline = Rule.of("clapp++").baseline();
        assertEquals(Rule.of("bp-clapp++spatial").objective(), baseline.objective());
        assertSame(Credit.BACK_PROPAGATION, baseline.credit());
        assertSame(baseline, baseline.baseline());
        assertEquals(Rule.of("bp-lpl").objective(), Rule.of("lpl").baseline().objective());
        assertEquals(Rule.of("bp-clapp").objective(), Rule.of("clapp").baseline().objective());
        assertEquals(Rule.of("bp-ff").objective(), Rule.of("ff").baseline().objective());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "clap | clapp++pooled",
        "clapp++:contrast | KEY=VALUE",
        "clapp++:kontrast=hinge | contrast",
        "ff:threshold=1-x | one for each block such as 0.25-4-1.25",
        "ff:threshold= | one for each block such as 0.25-4-1.25",
        "ff:paired=1 | negatives=mix beside it",
        "scff:paired=2-3 | block 1 among them",
        "scff:paired=1-x | blocks such as 1-3",
        "clapp++:paired=1 | contrast=goodness",
        "scff:rates=1-0 | positive numbers, one for each block",
        "clapp++:contrast=cross-entropy | hinge, softhinge, phyll, linear, infonce, lpl or goodness",
        "clapp++:coin=true:coin=true | twice",
        "clapp++:coin=yes | true or false",
        "clapp++:theta=2 | contrast=phyll",
        "clapp++:contrast=phyll:theta=0 | above 0",
        "clapp++:contrast=phyll:theta=x | a number",
        "clapp++phyll:positive-weight=2 | hinge, softhinge or linear",
        "clapp++phyll:coin=true | one of two terms",
        "clapp++:positive-weight=0 | above 0",
        "clapp++:temperature=1 | infonce",
        "bp-infonce:temperature=0 | above 0",
        "bp-infonce:negatives=2 | all other images",
        "bp-infonce:context=top | all other images",
        "lpl:negatives=2 | without negatives",
        "lpl:coin=true | without negatives",
        "lpl:context=top | without negatives",
        "lpl:projection=identity | without negatives",
        "lpl:rank=3 | without negatives",
        "lpl:temperature=1 | without negatives",
        "lpl:theta=1 | without negatives",
        "lpl:decorrelation=-1 | at least 0",
        "lpl:predictive=0:hebbian=0:decorrelation=0 | all 0",
        "lpl:hebbian=much | a number",
        "clapp++:hebbian=1 | contrast=lpl",
        "infonce-local:predictive=1 | all other images",
        "ff:context=top | without contexts",
        "ff:projection=identity | without contexts",
        "ff:rank=3 | without contexts",
        "ff:coin=true | without contexts",
        "ff:temperature=1 | without contexts",
        "ff:hebbian=1 | without contexts",
        "ff:negatives=next | hybrid or mix",
        "ff:negatives=3 | hybrid or mix",
        "ff:goodness=layer | image or position",
        "ff:threshold=high | a number",
        "ff:threshold=NaN | a number",
        "ff:sharpness=0 | above 0",
        "scff:goodness-penalty=-1 | at least 0",
        "clapp++:threshold=1 | contrast=goodness",
        "lpl:sharpness=2 | without negatives",
        "clapp++:negatives=hybrid | whole number",
        "clapp:prediction-steps=0 | at least 1",
        "clapp:prediction-steps=all | whole number",
        "clapp:context=top | context=own",
        "clapp:retrodiction=maybe | true or false",
        "clapp++:retrodiction=true | prediction-steps=K",
        "clapp:contrast=infonce | all other images",
        "clapp:contrast=phyll | one of two terms",
        "lpl:prediction-steps=5 | without negatives",
        "clapp++:negatives=0 | at least 1",
        "clapp++:negatives=many | whole number",
        "clapp++:context=up | own, top, top+own, concat",
        "clapp++:context=2-x | own, top, top+own, concat",
        "clapp++:projection=low-rank | rank=R",
        "clapp++:rank=3 | projection=low-rank",
        "clapp++:projection=low-rank:rank=0 | at least 1",
        "clapp++fixed:projection-decay=0.1 | not learned",
        "clapp++:projection-decay=-1 | at least 0",
        "clapp++:pooling=max | spatial, global",
        "pc-clapp++:relaxation-steps=0 | at least 1",
        "pc-clapp++:relaxation-steps=few | whole number",
        "pc-clapp++:relaxation-rate=0 | above 0",
        "pc-dfa-clapp++:relaxation-rate=1.1 | at most 1",
        "clapp++:relaxation-steps=5 | the only ones that relax",
        "dfa-clapp++:relaxation-rate=0.5 | the only ones that relax",
        "clapp++:credit=sgd | local, greedy, back-propagation"})
    void whatMakesNoSenseIsRefused(String rule, String reason) {
        String message = assertThrows(RuleException.class, () -> Rule.of(rule)).getMessage();
        assertTrue(message.contains(reason) && message.contains("found") && message.contains("expected"), message);
    }

    /** Three blocks; 12 epochs and batches of 4 unless the rule says otherwise. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "clapp++:context=1-2 | for each of the 3 blocks",
        "clapp++:context=1-2-4 | from 1 to 3",
        "clapp++:context=0-1-2 | from 1 to 3",
        "clapp++:negatives=9 | at most the 8 rows",
        "clapp++greedy:context=top | not above it",
        "clapp++greedy:context=2-2-3 | not above it",
        "clapp++both:credit=trained-feedback | context=top",
        "trained-feedback:contrast=softhinge | piecewise linear",
        "trained-feedback:projection=identity | not learned",
        "lpl:credit=trained-feedback | piecewise linear",
        "clapp:credit=trained-feedback | not from other patches",
        "clapp:negatives=9 | at most the 8 rows",
        "ff:credit=trained-feedback | piecewise linear",
        "bp-clapp++:context=1-1-2 | credit=back-propagation with a context from below the top block, expected context=own",
        "pc-clapp++:context=1-1-2 | credit=predictive-coding with a context from below",
        "pc-clapp++:relaxation-steps=2 | one block a step",
        "dfa-clapp++:context=1-1-2 | credit=direct-feedback-alignment with a context from below the top block, expected context=own"})
    void whatDoesNotFitTheTrainingIsRefused(String rule, String reason) {
        String message = assertThrows(RuleException.class, () -> Rule.of(rule).requireFits(12, 4, 3)).getMessage();
        assertTrue(message.contains(reason) && message.contains("found") && message.contains("expected"), message);
    }

    @Test
    void variancesNeedTwoImages() {
        String message = assertThrows(RuleException.class, () -> Rule.of("lpl").requireFits(12, 1, 3)).getMessage();
        assertTrue(message.contains("batches of 1 image") && message.contains("at least 2"), message);
        Rule.of("lpl").requireFits(12, 2, 3);
        Rule.of("lpl:credit=greedy").requireFits(12, 2, 3);
    }

    @Test
    void negativesAreMadeOfTwoImages() {
        String message = assertThrows(RuleException.class, () -> Rule.of("ff").requireFits(12, 1, 3)).getMessage();
        assertTrue(message.contains("batches of 1 image") && message.contains("at least 2"), message);
        Rule.of("scff").requireFits(12, 2, 3);
    }

    @Test
    void greedyNeedsAnEpochABlock() {
        assertThrows(RuleException.class, () -> Rule.of("clapp++greedy").requireFits(2, 4, 3));
        Rule.of("clapp++greedy").requireFits(3, 4, 3);
        Rule.of("clapp++greedy").requireFits(0, 4, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "clapp++identity:context=top | same length",
        "clapp++lowrank:rank=33 | at most 32",
        "clapp++lowrank:context=concat:rank=33 | at most 32"})
    void whatDoesNotFitTheEncoderIsRefused(String rule, String reason) {
        EncoderSpec spec = EncoderSpec.of("8,16M,8M", "4-2-1", new ImageShape(3, 8, 8));
        String message = assertThrows(RuleException.class, () -> Rule.of(rule).requireFits(spec)).getMessage();
        assertTrue(message.contains(reason) && message.contains("found") && message.contains("expected"), message);
    }

    /** Images of 3x32x24, so that patches of 16 with stride 8 make 3 rows of 2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "clapp | 8 | without patches | vgg6s:patches=16/8",
        "clapp | 8:patches=16/8 | prediction-steps=5 with 3 rows of patches | add prediction-steps=1",
        "bp-clapp:prediction-steps=2 | 8:patches=16/8 | prediction-steps=2 with 3 rows of patches | add prediction-steps=1",
        "clapp-s | 8:patches=16/16 | 2 rows of patches | smaller patches",
        "clapp++ | 8:patches=16/8 | compares whole images | such as clapp",
        "ff | 8:patches=16/8 | compares whole images | such as clapp",
        "bp-infonce | 8:patches=16/8 | compares whole images | such as clapp"})
    void patchesArePredictedWhereThereAreEnough(String rule, String net, String found, String advice) {
        EncoderSpec spec = EncoderSpec.of(net, null, new ImageShape(3, 32, 24));
        String message = assertThrows(RuleException.class, () -> Rule.of(rule).requireFits(spec)).getMessage();
        assertTrue(message.contains("found ") && message.contains(found) && message.contains("expected") && message.contains(advice), message);
        Rule.of("clapp:prediction-steps=1").requireFits(EncoderSpec.of("8:patches=16/8", null, new ImageShape(3, 32, 24)));
    }

    @Test
    void theIdentityFitsWhereLengthsAgree() {
        Rule.of("clapp++identity:context=top").requireFits(EncoderSpec.of("8,8,8", "4-4-4", new ImageShape(3, 8, 8)));
        assertInstanceOf(Contrastive.class, Rule.of("clapp++identity").objective());
    }
}
