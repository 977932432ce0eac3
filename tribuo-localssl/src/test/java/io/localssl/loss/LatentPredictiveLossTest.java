package io.localssl.loss;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LatentPredictiveLossTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 10", "1, 4, 1, 1, 10", "2, 1, 1, 1, 10", "2, 5, 1, 1, 10", "7, 3, 1, 0, 0", "7, 3, 0, 2, 0", "3, 7, 0, 0, 3",
        "32, 17, 0.5, 1, 10", "5, 5, 1, 1, 10"})
    void isTheSumOfThePapersTerms(int images, int width, double predictive, double hebbian, double decorrelation) {
        double[] z = features(images, width);
        assertEquals(new NaiveLatentPrediction(z, width).loss(predictive, hebbian, decorrelation),
                new LatentPredictiveLoss(predictive, hebbian, decorrelation).evaluate(z, width, new double[z.length]), 1e-11);
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 1, 1, 10", "2, 1, 1, 1, 10", "2, 5, 1, 1, 10", "7, 3, 1, 0, 0", "7, 3, 0, 2, 0", "3, 7, 0, 0, 3", "8, 5, 0.5, 1, 10"})
    void gradientIsFiniteDifferences(int images, int width, double predictive, double hebbian, double decorrelation) {
        double[] z = features(images, width);
        double[] gradient = new double[z.length];
        Arrays.fill(gradient, 3); // what it held is replaced
        new LatentPredictiveLoss(predictive, hebbian, decorrelation).evaluate(z, width, gradient);
        for (int a = 0; a < z.length; a++) {
            double value = z[a];
            z[a] = value + STEP;
            double above = new NaiveLatentPrediction(z, width).loss(predictive, hebbian, decorrelation);
            z[a] = value - STEP;
            double below = new NaiveLatentPrediction(z, width).loss(predictive, hebbian, decorrelation);
            z[a] = value;
            assertEquals((above - below) / (2 * STEP), gradient[a], 1e-6 * Math.max(1, Math.abs(gradient[a])), "element " + a);
        }
    }

    /** The paper's term has view 1 for its own and view 2 constant: with respect to view 1 both gradients are the same. */
    @Test
    void eachViewIsPulledToTheOtherAsIfThatWereConstant() {
        double[] z = features(4, 3);
        double[] constant = z.clone();
        double[] gradient = new double[z.length];
        new LatentPredictiveLoss(1, 0, 0).evaluate(z, 3, gradient);
        for (int a = 0; a < z.length / 2; a++) {
            z[a] += STEP;
            double above = new NaiveLatentPrediction(z, 3).towards(constant);
            z[a] -= 2 * STEP;
            double below = new NaiveLatentPrediction(z, 3).towards(constant);
            z[a] += STEP;
            assertEquals((above - below) / (2 * STEP), gradient[a], 1e-7);
            assertEquals(-gradient[a], gradient[z.length / 2 + a], 1e-12);
        }
    }

    /** A feature that is the same for all images, as of a dead unit, has no gradient and a bounded loss. */
    @Test
    void aConstantFeatureStaysAsItIs() {
        double[] z = {1, 0, 4, 0, 1, 0, 4, 0};
        double[] gradient = new double[z.length];
        double loss = new LatentPredictiveLoss(1, 1, 10).evaluate(z, 2, gradient);
        assertEquals(-(Math.log(4.5 + 1e-4) + Math.log(1e-4)) / 2, loss, 1e-12);
        for (int a = 1; a < z.length; a += 2) {
            assertEquals(0, gradient[a]);
        }
    }

    /** Two equal features of variance 2, and two opposite ones: C_12^2 = 4 for both. */
    @Test
    void signsOfCovariancesDoNotMatter() {
        for (double sign : new double[]{1, -1}) {
            double[] z = {0, 0, 2, sign * 2, 0, 0, 2, sign * 2};
            assertEquals(4, new LatentPredictiveLoss(0, 0, 1).evaluate(z, 2, new double[8]), 1e-12);
        }
    }

    @Test
    void swappedViewsSwapTheGradient() {
        double[] z = features(5, 4);
        double[] gradient = new double[z.length];
        double[] swapped = new double[z.length];
        LatentPredictiveLoss loss = new LatentPredictiveLoss(1, 1, 10);
        double value = loss.evaluate(z, 4, gradient);
        assertEquals(value, loss.evaluate(swap(z), 4, swapped), 1e-12);
        assertArrayEquals(gradient, swap(swapped), 1e-12);
    }

    @Test
    void featuresThatAreNoNumbersAreSeen() {
        double[] z = features(3, 2);
        z[4] = Double.NaN;
        assertTrue(Double.isNaN(new LatentPredictiveLoss(1, 1, 10).evaluate(z, 2, new double[z.length])));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 1, predictive", "1, NaN, 1, hebbian", "1, 1, Infinity, decorrelation", "0, 0, 0, all 0"})
    void weightsThatMakeNoSenseAreRefused(double predictive, double hebbian, double decorrelation, String reason) {
        String message = assertThrows(LocalSSLException.class, () -> new LatentPredictiveLoss(predictive, hebbian, decorrelation)).getMessage();
        assertTrue(message.contains(reason) && message.contains("expected"), message);
    }

    private static double[] swap(double[] z) {
        double[] swapped = new double[z.length];
        System.arraycopy(z, z.length / 2, swapped, 0, z.length / 2);
        System.arraycopy(z, 0, swapped, z.length / 2, z.length / 2);
        return swapped;
    }

    private static double[] features(int images, int width) {
        return new SplittableRandom(images * 31L + width).doubles(2L * images * width, -2, 2).toArray();
    }
}
