package io.localssl.loss;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MixtureTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 3", "2, 3, 5, 1", "5, 8, 7, 3", "3, 1, 9, 2"})
    void everySecondViewIsMixedWithTheNextAsTheyWere(int images, int height, int width, int channels) {
        SplittableRandom random = new SplittableRandom(3);
        double[] batch = random.doubles(2L * images * channels * height * width, -2, 2).toArray();
        Mixture mixture = Mixture.hybrids(images, height, width, random);
        double[] mixed = batch.clone();
        mixture.apply(mixed);
        assertArrayEquals(NaiveGoodness.mixed(batch, mixture.shares(), channels), mixed);
    }

    @Test
    void sharesAreSharesAndFirstViewsStay() {
        double[] batch = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
        new Mixture(new float[][]{{0.5f, 0.5f}, {1, 0}, {0.5f, 0.25f}}).apply(batch);
        assertArrayEquals(new double[]{1, 2, 3, 4, 5, 6, 20, 30, 30, 60, 30, 30}, batch);
        double[] views = batch.clone();
        Mixture.NONE.apply(views);
        assertArrayEquals(batch, views);
    }

    /** Awkward shapes too: a line, a single position, and one that is not square. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "9, 1", "2, 3", "32, 32", "17, 40"})
    void masksAreBitsBlurredSixTimesAndCutAtAHalf(int height, int width) {
        SplittableRandom bits = new SplittableRandom(8);
        double[][] naive = new double[height][width];
        for (double[] row : naive) {
            Arrays.setAll(row, j -> bits.nextBoolean() ? 1 : 0);
        }
        for (int times = 0; times < 6; times++) {
            double[][] before = naive;
            naive = new double[height][width];
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    for (int di = -1; di <= 1; di++) {
                        for (int dj = -1; dj <= 1; dj++) {
                            double weight = (di == 0 ? 0.5 : 0.25) * (dj == 0 ? 0.5 : 0.25);
                            naive[i][j] += weight * before[Math.min(height - 1, Math.max(0, i + di))][Math.min(width - 1, Math.max(0, j + dj))];
                        }
                    }
                }
            }
        }
        float[] mask = SmoothMask.draw(height, width, new SplittableRandom(8));
        for (int at = 0; at < mask.length; at++) {
            double blurred = naive[at / width][at % width];
            if (Math.abs(blurred - 0.5) > 1e-5) {
                assertEquals(blurred > 0.5 ? 1 : 0, mask[at], "position " + at);
            }
        }
    }

    /** Of random bits a run along a row is 2 positions long on average. */
    @Test
    void masksShowBothImagesInLargeRegions() {
        Mixture hybrids = Mixture.hybrids(400, 32, 32, new SplittableRandom(1));
        double mean = 0;
        int runs = 0;
        for (float[] mask : hybrids.shares()) {
            double share = 0;
            for (int at = 0; at < mask.length; at++) {
                assertTrue(mask[at] == 0 || mask[at] == 1);
                share += mask[at] / mask.length;
                runs += at % 32 == 0 || mask[at] != mask[at - 1] ? 1 : 0;
            }
            assertTrue(share > 0.1 && share < 0.9, "own share " + share);
            mean += share / 400;
        }
        assertEquals(0.5, mean, 0.02);
        double length = 400 * 32 * 32.0 / runs;
        assertTrue(length > 5, "mean run " + length);
    }

    @Test
    void masksFollowFromTheSeedAndDifferFromImageToImage() {
        float[][] masks = Mixture.hybrids(3, 12, 12, new SplittableRandom(5)).shares();
        assertTrue(Arrays.deepEquals(masks, Mixture.hybrids(3, 12, 12, new SplittableRandom(5)).shares()));
        assertFalse(Arrays.deepEquals(masks, Mixture.hybrids(3, 12, 12, new SplittableRandom(6)).shares()));
        assertFalse(Arrays.equals(masks[0], masks[1]) || Arrays.equals(masks[1], masks[2]));
    }
}
