package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** CLAPP in an encoder: what each block descends, and whom its patches meet. */
class PatchPredictionTest {
    private static final double STEP = 1e-6;

    /**
     * Losses, and gradients by weights, biases and matrices as slopes of each block's own loss, what predicts held constant. Grids of patches 4 by 2, 3 by 1, 5 by 2 and
     * 7 by 1; one channel, one feature; matrices as they are drawn and so large that some margins are kept.
     */
    @ParameterizedTest
    @CsvSource({"clapp-s:prediction-steps=2, '4,5M:patches=4/2', 2-1, 1x11x7, 3, 1", "clapp-s:prediction-steps=2, '4,5M:patches=4/2', 2-1, 1x11x7, 3, 60",
        "clapp:prediction-steps=1, '3,4:patches=3/3', 1-1, 2x9x5, 2, 20", "clapp:prediction-steps=3:retrodiction=false:negatives=2:pooling=spatial, '4M:patches=5/1', 1, 1x9x6, 4, 9",
        "clapp-s, '1:patches=1/1', 1, 1x7x1, 2, 1"})
    void gradientsAreSlopesOfEachBlocksOwnLoss(String rule, String net, String pool, String shape, int images, double scale) {
        EncoderSpec spec = EncoderSpec.of(net, pool, ImageShape.parse(shape));
        PatchPrediction objective = (PatchPrediction) Rule.of(rule).objective();
        try (Learner learner = new Learner(spec, Rule.of(rule), new Nd4jBackend(), DataType.DOUBLE, Activations.KEEP, 2, new SplittableRandom(5))) {
            double[] pixels = LearnerTest.fill(learner, images, 6);
            learner.losses().forEach(loss -> loss.parameters().forEach(matrix -> matrix.value().muli(scale)));
            Pairs pairs = learner.pairs(images, new SplittableRandom(2));
            double[] losses = learner.gradients(images, pairs);
            NaivePatchPrediction naive = new NaivePatchPrediction(objective, pairs, spec.patches(), spec.image());
            for (int l = 0; l < spec.depth(); l++) {
                double[] constant = NaiveLearner.doubles(learner.forward(images).get(l).features());
                double[][] matrices = learner.losses().get(l).values().stream().map(NaiveLearner::doubles).toArray(double[][]::new);
                NaiveFeatureLosses block = new NaiveFeatureLosses(learner, objective, NaivePatchPrediction.cut(pixels, spec.image(), spec.patches()),
                        2 * images * spec.patchCount(), (same, f, rows, channels) -> naive.loss(f, constant, matrices));
                assertEquals(block.loss(l), losses[l], 1e-9);
                block.checkGradients(l);
                checkMatrices(naive, constant, matrices, learner.losses().get(l).parameters());
            }
        }
    }

    private static void checkMatrices(NaivePatchPrediction naive, double[] f, double[][] matrices, List<Parameter> parameters) {
        assertEquals(matrices.length, parameters.size());
        for (int m = 0; m < matrices.length; m++) {
            try (INDArray gradient = parameters.get(m).denseGradient()) {
                double[] analytic = NaiveLearner.doubles(gradient);
                for (int i = 0; i < analytic.length; i++) {
                    double value = matrices[m][i];
                    matrices[m][i] = value + STEP;
                    double above = naive.loss(f, f, matrices);
                    matrices[m][i] = value - STEP;
                    double below = naive.loss(f, f, matrices);
                    matrices[m][i] = value;
                    assertEquals((above - below) / (2 * STEP), analytic[i], 1e-6, "element " + i + " of matrix " + m);
                }
            }
        }
    }

    /** Both views of an image are compared with patches of their own view and of the next image, never with another view of the same image. */
    @Test
    void viewsAreImagesOfTheirOwn() {
        int images = 5;
        Pairs pairs = Rule.of("clapp-s").objective().pairs(images, ImageShape.parse("1x64x64"), new SplittableRandom(1));
        for (int i = 0; i < 2 * images; i++) {
            assertEquals(i, pairs.positive()[i]);
            assertEquals((i + 1) % (2 * images), pairs.negative()[0][i]);
            assertTrue(pairs.terms().positive(i) && pairs.terms().negative(i));
        }
    }

    @Test
    void theCoinIsFairAndFollowsFromTheSourceOfRandomness() {
        int images = 4000;
        int positive = 0;
        Pairs pairs = coins(images, 1);
        Pairs again = coins(images, 1);
        Pairs other = coins(images, 2);
        int different = 0;
        for (int i = 0; i < 2 * images; i++) {
            assertTrue(pairs.terms().positive(i) != pairs.terms().negative(i));
            assertEquals(pairs.terms().positive(i), pairs.terms().positive((i + images) % (2 * images)), "both views of an image share the coin");
            assertEquals(pairs.terms().positive(i), again.terms().positive(i));
            different += pairs.terms().positive(i) != other.terms().positive(i) ? 1 : 0;
            positive += pairs.terms().positive(i) ? 1 : 0;
        }
        assertEquals(0.5, positive / (2.0 * images), 0.04); // five standard deviations
        assertEquals(0.5, different / (2.0 * images), 0.04);
    }

    private static Pairs coins(int images, int seed) {
        return Rule.of("clapp").objective().pairs(images, ImageShape.parse("1x64x64"), new SplittableRandom(seed));
    }
}
