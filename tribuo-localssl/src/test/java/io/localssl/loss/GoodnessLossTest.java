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

class GoodnessLossTest {
    private static final double STEP = 1e-6;
    private static final GoodnessLoss SCFF = new GoodnessLoss(1.25, 2.25, 4, 0.0028);

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 1, 0", "5, 1, 2, 2, 1, 0", "4, 6, 1.25, 2.25, 4, 0.0028", "3, 7, 0, -1, 0.3, 2"})
    void isTheEquationAndItsGradientFiniteDifferences(int images, int positions, double threshold, double negativeThreshold, double sharpness, double penalty) {
        GoodnessLoss loss = new GoodnessLoss(threshold, negativeThreshold, sharpness, penalty);
        double[] g = goodness(images, positions);
        double[] slope = new double[g.length];
        Arrays.fill(slope, 3); // what it held is replaced
        assertEquals(naive(g, positions, loss), loss.evaluate(g, positions, slope), 1e-12);
        for (int a = 0; a < g.length; a++) {
            double value = g[a];
            g[a] = value + STEP;
            double above = naive(g, positions, loss);
            g[a] = value - STEP;
            double below = naive(g, positions, loss);
            g[a] = value;
            assertEquals((above - below) / (2 * STEP), slope[a], 1e-7, "element " + a);
        }
    }

    /** The published code doubles inputs, which makes goodness four times as large, with s = 1, thresholds 5 and 9 and a penalty of 0.0007 in its second layer. */
    @Test
    void aQuarterOfTheThresholdsFourTimesAsSharpIsTheLossOfDoubledInputs() {
        double[] g = goodness(4, 6);
        double[] doubled = Arrays.stream(g).map(x -> 4 * x).toArray();
        double[] slope = new double[g.length];
        double[] doubledSlope = new double[g.length];
        assertEquals(new GoodnessLoss(5, 9, 1, 0.0007).evaluate(doubled, 6, doubledSlope), SCFF.evaluate(g, 6, slope), 1e-12);
        assertArrayEquals(Arrays.stream(doubledSlope).map(x -> 4 * x).toArray(), slope, 1e-12);
    }

    @Test
    void positivesAreWantedAboveNegatives() {
        double[] slope = new double[4];
        new GoodnessLoss(1, 1, 1, 0).evaluate(new double[]{0.5, 2, 0.5, 2}, 1, slope);
        assertTrue(slope[0] < slope[1] && slope[1] < 0 && 0 < slope[2] && slope[2] < slope[3], Arrays.toString(slope));
    }

    @Test
    void deadUnitsHaveAGradientWithoutDivisionByZero() {
        double[] slope = new double[4];
        assertEquals(2 * Math.log(2), new GoodnessLoss(0, 0, 1, 1).evaluate(new double[4], 2, slope), 1e-12);
        assertArrayEquals(new double[]{-0.25, -0.25, 0.25, 0.25}, slope, 1e-12);
    }

    @Test
    void hugeGoodnessStaysFiniteAndOneThatIsNoNumberIsSeen() {
        double[] slope = new double[2];
        assertEquals(1e6 - 2.25 + 0.0028 / 4 * 1e6, new GoodnessLoss(1.25, 2.25, 1, 0.0007).evaluate(new double[]{1e6, 1e6}, 1, slope), 1e-3);
        assertTrue(Arrays.stream(slope).allMatch(Double::isFinite));
        assertTrue(Double.isNaN(SCFF.evaluate(new double[]{Double.NaN, 1}, 1, slope)));
        assertTrue(Double.isNaN(SCFF.evaluate(new double[]{1, Double.NaN}, 1, slope)));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1, 1, 0, threshold", "1, Infinity, 1, 0, negative-threshold", "1, 1, 0, 0, sharpness", "1, 1, NaN, 0, sharpness", "1, 1, 1, -1, goodness-penalty"})
    void settingsThatMakeNoSenseAreRefused(double threshold, double negativeThreshold, double sharpness, double penalty, String reason) {
        String message = assertThrows(LocalSSLException.class, () -> new GoodnessLoss(threshold, negativeThreshold, sharpness, penalty)).getMessage();
        assertTrue(message.contains("found " + reason + "=") && message.contains("expected"), message);
    }

    private static double naive(double[] g, int positions, GoodnessLoss loss) {
        double[][] rows = new double[g.length / positions][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(g, i * positions, (i + 1) * positions);
        }
        return NaiveGoodness.loss(rows, loss);
    }

    private static double[] goodness(int images, int positions) {
        return new SplittableRandom(images * 31L + positions).doubles(2L * images * positions, 0, 4).toArray();
    }
}
