package io.localssl.loss;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MarginLossTest {
    private final MarginLoss hinge = new MarginLoss(Penalty.HINGE);

    @Test
    void scoresOfZeroCostTwo() {
        assertEquals(2, hinge.evaluate(new double[5], new double[3][5], Terms.both(5), new double[5], new double[3][5]), 1e-15);
    }

    @Test
    void satisfiedMarginsCostNothing() {
        double[] positiveGradient = {9, 9};
        double[][] negativeGradient = {{9, 9}};
        assertEquals(0, hinge.evaluate(new double[]{1, 2}, new double[][]{{-1, -7}}, Terms.both(2), positiveGradient, negativeGradient));
        assertArrayEquals(new double[2], positiveGradient);
        assertArrayEquals(new double[2], negativeGradient[0]);
    }

    /** Each anchor counts with the term that the coin left it, so a coin and its opposite add up to both. */
    @ParameterizedTest
    @EnumSource(Penalty.class)
    void theCoinLeavesOneTermOfEachImage(Penalty penalty) {
        int images = 8;
        Terms coin = Terms.coin(images, new SplittableRandom(3));
        double[] positive = new SplittableRandom(1).doubles(2 * images, -3, 3).toArray();
        double[][] negative = {new SplittableRandom(2).doubles(2 * images, -3, 3).toArray()};
        double[] positiveGradient = new double[2 * images];
        double[][] negativeGradient = new double[1][2 * images];
        MarginLoss loss = new MarginLoss(penalty, 0.7);

        double value = loss.evaluate(positive, negative, coin, positiveGradient, negativeGradient);

        double expected = 0;
        int attracted = 0;
        for (int i = 0; i < 2 * images; i++) {
            assertTrue(coin.positive(i) != coin.negative(i));
            assertEquals(coin.positive(i), coin.positive((i + images) % (2 * images)), "both views of an image share the coin");
            attracted += coin.positive(i) ? 1 : 0;
            expected += (coin.positive(i) ? 0.7 * penalty.value(-positive[i]) : penalty.value(negative[0][i])) / (2 * images);
            assertEquals(coin.positive(i) ? -0.7 * penalty.slope(-positive[i]) / (2 * images) : 0, positiveGradient[i], 1e-15);
            assertEquals(coin.negative(i) ? penalty.slope(negative[0][i]) / (2 * images) : 0, negativeGradient[0][i], 1e-15);
        }
        assertEquals(expected, value, 1e-12);
        assertTrue(attracted > 0 && attracted < 2 * images, "the coin fell on one side only");
    }

    @Test
    void theCoinIsFair() {
        Terms coin = Terms.coin(20_000, new SplittableRandom(5));
        long positive = IntStream.range(0, 20_000).filter(coin::positive).count();
        assertEquals(10_000, positive, 300);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aPositiveWeightThatIsNoPositiveNumberIsRefused(double weight) {
        String message = assertThrows(LocalSSLException.class, () -> new MarginLoss(Penalty.HINGE, weight)).getMessage();
        assertTrue(message.contains("positive-weight") && message.contains("above 0"), message);
    }
}
