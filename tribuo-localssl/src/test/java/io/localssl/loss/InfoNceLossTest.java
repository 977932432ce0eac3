package io.localssl.loss;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InfoNceLossTest {

    @ParameterizedTest
    @CsvSource({"1, 3, 0.1", "2, 1, 0.5", "5, 4, 0.1", "32, 7, 1"})
    void isTheMeanOfItsEquation(int images, int width, double temperature) {
        double[] p = projections(images, width);
        double expected = 0;
        for (int i = 0; i < images; i++) {
            double sum = 0;
            for (int j = 0; j < images; j++) {
                sum += Math.exp(cosine(p, i, images + j, width) / temperature);
            }
            expected -= Math.log(Math.exp(cosine(p, i, images + i, width) / temperature) / sum) / images;
        }
        assertEquals(expected, new InfoNceLoss(temperature).evaluate(p, width, new double[p.length]), 1e-10);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0.1", "2, 1, 0.5", "5, 4, 0.1", "8, 7, 1"})
    void gradientIsFiniteDifferences(int images, int width, double temperature) {
        double[] p = projections(images, width);
        InfoNceLoss loss = new InfoNceLoss(temperature);
        double[] gradient = new double[p.length];
        loss.evaluate(p, width, gradient);
        double h = 1e-6;
        for (int a = 0; a < p.length; a++) {
            double value = p[a];
            p[a] = value + h;
            double above = loss.evaluate(p, width, new double[p.length]);
            p[a] = value - h;
            double below = loss.evaluate(p, width, new double[p.length]);
            p[a] = value;
            assertEquals((above - below) / (2 * h), gradient[a], 1e-6, "element " + a);
        }
    }

    /** Two images whose views are equal and whose directions are opposite: softmax of (1, -1) / t. */
    @Test
    void oppositeImages() {
        double[] p = {3, 0, -2, 0, 5, 0, -1, 0};
        assertEquals(Math.log(1 + Math.exp(-2 / 0.1)), new InfoNceLoss(0.1).evaluate(p, 2, new double[8]), 1e-12);
    }

    @Test
    void aProjectionThatIsNoNumberIsSeen() {
        double[] p = projections(3, 2);
        p[4] = Double.NaN;
        assertTrue(Double.isNaN(new InfoNceLoss(0.1).evaluate(p, 2, new double[p.length])));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aTemperatureThatIsNoPositiveNumberIsRefused(double temperature) {
        assertTrue(assertThrows(LocalSSLException.class, () -> new InfoNceLoss(temperature)).getMessage().contains("temperature"));
    }

    private static double[] projections(int images, int width) {
        return new SplittableRandom(images * 31L + width).doubles(2L * images * width, -2, 2).toArray();
    }

    private static double cosine(double[] p, int i, int j, int width) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int a = 0; a < width; a++) {
            product += p[i * width + a] * p[j * width + a];
            first += p[i * width + a] * p[i * width + a];
            second += p[j * width + a] * p[j * width + a];
        }
        return product / Math.sqrt(first * second);
    }
}
