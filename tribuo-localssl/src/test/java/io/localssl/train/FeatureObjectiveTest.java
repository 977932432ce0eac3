package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.LatentPredictiveLoss;
import io.localssl.loss.NaiveLatentPrediction;
import io.localssl.loss.Pairs;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.OffHeap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rules whose loss is a function of features alone in an encoder: what each block descends, and where that leads. */
class FeatureObjectiveTest {
    /** Losses, and gradients by weights and biases as slopes of each block's own loss of naive features; also of two images, one feature, one position. */
    @ParameterizedTest
    @CsvSource({"lpl, '4,5M,6', 3-2-1, 2x9x8, 4", "lpl:pooling=spatial, '4,5M,6', 3-2-1, 2x9x8, 3", "lpl:decorrelation=1:hebbian=0.5:predictive=3, '3M,7', 3-2, 1x7x7, 2",
        "lpl, '1,1', 1-1, 2x1x1, 2", "lpl, '3,2', 1-1, 2x2x2, 1"})
    void gradientsOfLatentPredictionAreSlopesOfEachBlocksOwnLoss(String rule, String net, String pool, String shape, int images) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(shape));
        try (Learner learner = learner(spec, rule, new Nd4jBackend(), DataType.DOUBLE)) {
            double[] pixels = LearnerTest.fill(learner, images, 6);
            double[] losses = learner.gradients(images, Pairs.nextRow(images));
            LatentPredictiveLoss loss = ((LatentPrediction) Rule.of(rule).objective()).loss();
            NaiveFeatureLosses naive = new NaiveFeatureLosses(learner, (LatentPrediction) Rule.of(rule).objective(), pixels, 2 * images,
                    (block, f, rows, channels) -> new NaiveLatentPrediction(f, f.length / rows).loss(loss.predictive(), loss.hebbian(), loss.decorrelation()));
            for (int l = 0; l < spec.depth(); l++) {
                assertEquals(naive.loss(l), losses[l], 1e-9 * Math.max(1, Math.abs(losses[l])));
                naive.checkGradients(l);
            }
        }
    }

    /** A batch seen again and again: views of an image approach each other, and yet the features keep varying over images. */
    @ParameterizedTest
    @ValueSource(strings = {"lpl", "bp-lpl", "lpl:pooling=spatial"})
    void aBatchIsFittedWithoutCollapse(String rule) {
        EncoderSpec spec = EncoderSpec.of("16,24M,24M", "4-2-2", ImageShape.parse("3x12x12"));
        try (Learner learner = learner(spec, rule, Backends.of("auto"), DataType.FLOAT)) {
            LearnerTest.fill(learner, 6, 12);
            double[] first = learner.gradients(6, Pairs.nextRow(6));
            LearnerTest.descend(learner, 6);
            double[] last = learner.gradients(6, Pairs.nextRow(6));
            for (int l = 0; l < last.length; l++) {
                assertTrue(last[l] < first[l] - 1, rule + ", loss " + l + " from " + first[l] + " to " + last[l]);
            }
            INDArray features = learner.forward(6).get(2).features();
            double[] f = new double[(int) features.length()];
            OffHeap.readDoubles(features, f);
            double logVariance = -new NaiveLatentPrediction(f, f.length / 12).loss(0, 1, 0);
            assertTrue(logVariance > -6, "mean log variance of the top block " + logVariance);
        }
    }

    private static Learner learner(EncoderSpec spec, String rule, Backend backend, DataType type) {
        return new Learner(spec, Rule.of(rule), backend, type, Activations.KEEP, 2, new SplittableRandom(5));
    }
}
