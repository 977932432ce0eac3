package io.localssl.loss;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HingeLossTest {
    private final HingeLoss hinge = new HingeLoss();

    @Test
    void scoresOfZeroCostTwo() {
        assertEquals(2, hinge.evaluate(new double[5], new double[3][5], new double[5], new double[3][5]), 1e-15);
    }

    @Test
    void satisfiedMarginsCostNothing() {
        double[] positiveGradient = {9, 9};
        double[][] negativeGradient = {{9, 9}};
        assertEquals(0, hinge.evaluate(new double[]{1, 2}, new double[][]{{-1, -7}}, positiveGradient, negativeGradient));
        assertArrayEquals(new double[2], positiveGradient);
        assertArrayEquals(new double[2], negativeGradient[0]);
    }

    @Test
    void aScoreThatIsNoNumberIsSeenInTheLoss() {
        assertTrue(Double.isNaN(hinge.evaluate(new double[]{Double.NaN}, new double[][]{{-2}}, new double[1], new double[1][1])));
        assertTrue(Double.isNaN(hinge.evaluate(new double[]{3}, new double[][]{{Double.NaN}}, new double[1], new double[1][1])));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "7, 3", "64, 2"})
    void derivativesAreFiniteDifferences(int rows, int negatives) {
        SplittableRandom random = new SplittableRandom(rows);
        double[] positive = random.doubles(rows, -3, 3).toArray();
        double[][] negative = new double[negatives][];
        for (int k = 0; k < negatives; k++) {
            negative[k] = random.doubles(rows, -3, 3).toArray();
        }
        double[] positiveGradient = new double[rows];
        double[][] negativeGradient = new double[negatives][rows];
        hinge.evaluate(positive, negative, positiveGradient, negativeGradient);
        for (int i = 0; i < rows; i++) {
            assertEquals(slope(positive, negative, positive, i), positiveGradient[i], 1e-9);
            for (int k = 0; k < negatives; k++) {
                assertEquals(slope(positive, negative, negative[k], i), negativeGradient[k][i], 1e-9);
            }
        }
    }

    private double slope(double[] positive, double[][] negative, double[] varied, int i) {
        double h = 1e-5;
        double value = varied[i];
        int rows = positive.length;
        varied[i] = value + h;
        double above = hinge.evaluate(positive, negative, new double[rows], new double[negative.length][rows]);
        varied[i] = value - h;
        double below = hinge.evaluate(positive, negative, new double[rows], new double[negative.length][rows]);
        varied[i] = value;
        return (above - below) / (2 * h);
    }
}
