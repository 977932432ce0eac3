package io.localssl.nn.conv;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Against the comparisons that the arithmetic stands for, with ties, zeros and negative values. */
class WinnersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 67})
    void poolsAndFindsTheWayBack(int n) {
        SplittableRandom random = new SplittableRandom(n);
        for (int repetition = 0; repetition < 20; repetition++) {
            float[][][] y = new float[4][4][n];
            float[] bias = values(n, random);
            for (float[][] row : y) {
                for (int j = 0; j < 4; j++) {
                    row[j] = values(n, random);
                }
            }
            float[] winners = new float[n];
            float[][] pooled = new float[Winners.WINDOWS][n];
            for (int w = 0; w < Winners.WINDOWS; w++) {
                Winners.pool(y, w, bias, pooled[w], new float[n], winners, n);
            }
            check(y, bias, pooled, winners, n);
        }
    }

    /** Few different values, so that many are equal. */
    private static float[] values(int n, SplittableRandom random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextInt(-2, 3) * 0.25f;
        }
        return values;
    }

    private static void check(float[][][] y, float[] bias, float[][] pooled, float[] winners, int n) {
        float[] kept = winners.clone();
        float[] gradient = new float[n];
        float[][][] back = new float[4][4][n];
        for (int w = Winners.WINDOWS - 1; w >= 0; w--) {
            for (int i = 0; i < n; i++) {
                gradient[i] = 10 * w + i + 1;
            }
            Winners.unpool(gradient, winners, w, new float[n], back, n);
            for (int i = 0; i < n; i++) {
                int largest = 0;
                for (int p = 1; p < 4; p++) {
                    largest = at(y, w, p)[i] > at(y, w, largest)[i] ? p : largest;
                }
                float value = Math.max(0, at(y, w, largest)[i] + bias[i]);
                assertEquals(value, pooled[w][i]);
                for (int p = 0; p < 4; p++) {
                    float expected = value > 0 && p == largest ? gradient[i] : 0;
                    assertEquals(expected, at(back, w, p)[i], "window " + w + ", position " + p);
                    float[] one = new float[n];
                    Winners.unpool(gradient, kept, w / 2 * 2 + p / 2, w % 2 * 2 + p % 2, one, 0, n);
                    assertEquals(expected, one[i], "by position");
                }
            }
        }
    }

    private static float[] at(float[][][] y, int window, int position) {
        return y[window / 2 * 2 + position / 2][window % 2 * 2 + position % 2];
    }
}
