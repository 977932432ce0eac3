package io.localssl.loss;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
