package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Mixture;
import io.localssl.loss.NaiveGoodness;
import io.localssl.loss.Pairs;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Forward-Forward and SCFF in an encoder: what it sees as negatives, and what each block descends. */
class GoodnessTest {

    /** Losses, and gradients by weights and biases as slopes of each block's own loss, of images that are mixed by loops. */
    @ParameterizedTest
    @CsvSource({"ff, '4,5M,6:normalisation=rms', 3-2-1, 2x9x8, 4", "scff, '4,5M,6:normalisation=layer', 3-2-1, 2x9x8, 3", "ff:threshold=0.2:sharpness=9:goodness=position:goodness-penalty=0.3, '3M,7:normalisation=rms', 3-2, 1x7x7, 2",
        "ff:negatives=mix:negative-threshold=0.1, '1,1:normalisation=rms', 1-1, 2x1x1, 2", "scff:pooling=spatial, '4,5M:normalisation=rms', 4-2, 2x9x8, 3", "scff:pooling=global, '3,2:normalisation=rms', 1-1, 2x2x2, 2",
        "ff:pooling=convolved:sharpness=3-7, '3M,4:normalisation=rms', 2-1, 1x7x6, 2", "'scff:paired=1-2:threshold=0.1-0.9', '4M,5M,3:normalisation=rms:input=layer', 2-1-1, 2x9x8, 3",
        "scff:pooling=none:paired=1-3, '3,4,2:normalisation=layer:input=rms', 2-1-1, 1x5x6, 2"})
    void gradientsAreSlopesOfEachBlocksOwnLoss(String rule, String net, String pool, String shape, int images) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(shape));
        Goodness objective = (Goodness) Rule.of(rule).objective();
        try (Learner learner = learner(spec, rule, DataType.DOUBLE)) {
            double[] views = LearnerTest.fill(learner, images, 6);
            Pairs pairs = learner.pairs(images, new SplittableRandom(2));
            double[] losses = learner.gradients(images, pairs);
            double[] mixed = objective.mixesImages() ? NaiveGoodness.mixed(views, pairs.mixture().shares(), spec.image().channels()) : views;
            NaiveFeatureLosses naive = new NaiveFeatureLosses(learner, objective, mixed, 2 * images,
                    (block, f, rows, channels) -> NaiveGoodness.loss(NaiveGoodness.goodness(f, rows, channels, objective.atEachPosition()), objective.loss(block)));
            for (int l = 0; l < spec.depth(); l++) {
                assertEquals(naive.loss(l), losses[l], 1e-9);
                naive.checkGradients(l);
            }
        }
    }

    /** A batch may be computed again: its views are what they were, and so is everything that follows from them. */
    @Test
    void negativesAreMadeOfTheViewsWhichStay() {
        EncoderSpec spec = EncoderSpec.of("4,5M:normalisation=layer", "3-2", ImageShape.parse("2x9x8"));
        try (Learner learner = learner(spec, "ff", DataType.DOUBLE)) {
            double[] views = LearnerTest.fill(learner, 4, 6);
            Pairs pairs = learner.pairs(4, new SplittableRandom(2));
            double[] first = learner.gradients(4, pairs);
            assertArrayEquals(views, NaiveLearner.doubles(learner.input(4)));
            assertArrayEquals(first, learner.gradients(4, pairs));
            assertFalse(Arrays.equals(first, learner.gradients(4, Pairs.nextRow(4))), "the negatives are the views");
            double[] features = NaiveLearner.doubles(learner.forward(4).get(0).features());
            double[] naive = new NaiveLearner(learner, (Contrastive) Rule.of("clapp++identity:pooling=none").objective()).features(views, 8)[0];
            assertArrayEquals(naive, features, 1e-12);
        }
    }

    /** The masks follow from the random numbers of the step; pairs need none. */
    @Test
    void mixturesFollowFromTheSourceOfRandomness() {
        ImageShape shape = ImageShape.parse("3x10x12");
        SplittableRandom random = new SplittableRandom(4);
        Mixture masks = Rule.of("ff").objective().pairs(3, shape, random).mixture();
        assertTrue(Arrays.deepEquals(Mixture.hybrids(3, 10, 12, new SplittableRandom(4)).shares(), masks.shares()));
        long next = random.nextLong();
        assertSame(Mixture.NONE, Rule.of("scff").objective().pairs(3, shape, random).mixture());
        SplittableRandom same = new SplittableRandom(4);
        Mixture.hybrids(3, 10, 12, same);
        assertEquals(next, same.nextLong());
        assertEquals(same.nextLong(), random.nextLong());
    }

    @Test
    void rulesThatMixNothingReadTheViewsAndDrawNothingMore() {
        for (Rule rule : Rule.presets()) {
            Mixture mixture = rule.objective().pairs(2, ImageShape.parse("3x4x4"), new SplittableRandom(1)).mixture();
            if (rule.objective().mixesImages()) {
                assertEquals(2, mixture.shares().length, rule.name());
            } else {
                assertSame(Mixture.NONE, mixture, rule.name());
            }
        }
    }

    /** Batches seen again and again, with masks drawn anew: at each block with a loss, images get more goodness than what is made of two of them. */
    @ParameterizedTest
    @ValueSource(strings = {"ff", "scff:paired=1:threshold=1.25:negative-threshold=2.25:sharpness=4:pooling=none:rates=1", "bp-ff", "ff:credit=greedy", "ff:pooling=spatial:sharpness=1:rates=1"})
    void imagesGetMoreGoodnessThanMixtures(String rule) {
        EncoderSpec spec = EncoderSpec.of("16,24M,24M:normalisation=rms", "4-2-2", ImageShape.parse("3x12x12"));
        try (Learner learner = new Learner(spec, Rule.of(rule), Backends.of("auto"), DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(5))) {
            LearnerTest.fill(learner, 6, 12);
            SplittableRandom random = new SplittableRandom(3);
            AdamW optimiser = new AdamW(0);
            for (int step = 0; step < 300; step++) {
                learner.startEpoch(1 + step / 100, 3);
                learner.gradients(6, learner.pairs(6, random));
                learner.update(optimiser, 2e-3);
            }
            Pairs unseen = learner.pairs(6, random);
            double[] mixed = NaiveLearner.doubles(learner.input(6));
            unseen.mixture().apply(mixed);
            OffHeap.writeDoubles(mixed, learner.input(6));
            for (int block : learner.reportedBlocks()) {
                INDArray f = learner.forward(6).get(block).features();
                double[][] g = NaiveGoodness.goodness(NaiveLearner.doubles(f), 12, spec.blocks().get(block).outChannels(), false);
                double positive = IntStream.range(0, 6).mapToDouble(i -> g[i][0]).average().orElseThrow();
                double negative = IntStream.range(6, 12).mapToDouble(i -> g[i][0]).average().orElseThrow();
                assertTrue(positive > 1.1 * negative, rule + ", block " + block + ": goodness of images " + positive + ", of mixtures " + negative);
            }
        }
    }

    /** A block that reads the length of what is below has nothing to learn but that length. */
    @ParameterizedTest
    @ValueSource(strings = {"", ":normalisation=batch"})
    void netsThatPassGoodnessOnAreRefused(String normalisation) {
        EncoderSpec spec = EncoderSpec.of("4,5M" + normalisation, null, ImageShape.parse("2x9x8"));
        assertEquals("found block 2 with normalisation=" + (normalisation.isEmpty() ? "none" : "batch") + " above a block with contrast=goodness, expected layer or rms: it would read the goodness "
                + "of the block below; write for example 4,5M:normalisation=rms", assertThrows(RuleException.class, () -> Rule.of("ff").requireFits(spec)).getMessage());
        Rule.of("bp-ff").requireFits(spec);
        Rule.of("scff").requireFits(EncoderSpec.of("scff", null, ImageShape.parse("3x32x32")));
    }

    private static Learner learner(EncoderSpec spec, String rule, DataType type) {
        return new Learner(spec, Rule.of(rule), new Nd4jBackend(), type, Activations.KEEP, 2, new SplittableRandom(5));
    }
}
