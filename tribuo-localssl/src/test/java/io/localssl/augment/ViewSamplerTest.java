package io.localssl.augment;

import io.localssl.augment.ViewParameters.ColourOperation;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The distributions of the parameters. Means may be off by five standard errors, which a right sampler passes for all but one seed in a million. */
class ViewSamplerTest {
    private static final int DRAWS = 40_000;
    private static final double STANDARD_ERRORS = 5;

    /** So large that rounding sides to whole pixels does not show. */
    private static final ImageShape LARGE = new ImageShape(3, 2000, 2000);

    @ParameterizedTest
    @CsvSource({"0.25", "0.08", "0.7"})
    void cropsHaveTheAreaAndAspectOfAcceptedDraws(double minArea) {
        ViewParameters[] draws = draw(AugmentationSettings.builder().minCropArea(minArea).build(), LARGE, 1);
        double pixels = (double) LARGE.height() * LARGE.width();
        double largestAspect = 4.0 / 3.0;
        for (ViewParameters p : draws) {
            assertTrue(p.top >= 0 && p.left >= 0 && p.height >= 1 && p.width >= 1);
            assertTrue(p.top + p.height <= LARGE.height() && p.left + p.width <= LARGE.width());
            assertTrue(p.height * p.width / pixels > minArea - 2e-3);
            double aspect = (double) p.width / p.height;
            assertTrue(aspect > 1 / largestAspect - 2e-3 && aspect < largestAspect + 3e-3, "aspect " + aspect);
        }
        double[] expected = momentsOfAcceptedDraws(minArea);
        assertMean(draws, p -> p.height * p.width / pixels, expected[0], 1e-3);
        assertMean(draws, p -> Math.log((double) p.width / p.height), 0, 1e-3);
        assertMean(draws, p -> Math.pow(Math.log((double) p.width / p.height), 2), expected[1], 1e-3);
    }

    /**
     * A draw (area share a, aspect e^t) fits a square image when a * e^|t| is at most 1; the means of a and t^2 over the draws that fit, by the
     * midpoint rule.
     */
    private static double[] momentsOfAcceptedDraws(double minArea) {
        int steps = 1000;
        double area = 0;
        double square = 0;
        int accepted = 0;
        for (int i = 0; i < steps; i++) {
            for (int j = 0; j < steps; j++) {
                double a = minArea + (1 - minArea) * (i + 0.5) / steps;
                double t = Math.log(4.0 / 3.0) * (2 * (j + 0.5) / steps - 1);
                if (a * Math.exp(Math.abs(t)) <= 1) {
                    area += a;
                    square += t * t;
                    accepted++;
                }
            }
        }
        return new double[]{area / accepted, square / accepted};
    }

    @Test
    void cropsLieAnywhere() {
        ViewParameters[] draws = draw(AugmentationSettings.builder().minCropArea(0.2).build(), new ImageShape(3, 10, 10), 2);
        Map<Integer, Integer> tops = new HashMap<>();
        Map<Integer, Integer> lefts = new HashMap<>();
        int fives = 0;
        for (ViewParameters p : draws) {
            if (p.height == 5 && p.width == 5) {
                tops.merge(p.top, 1, Integer::sum);
                lefts.merge(p.left, 1, Integer::sum);
                fives++;
            }
        }
        assertTrue(fives > 500, "found " + fives);
        assertUniform(tops, 6, fives);
        assertUniform(lefts, 6, fives);
    }

    @Test
    void plainCropsLieEverywhereEquallyOften() {
        ViewParameters[] draws = draw(AugmentationSettings.builder().crop("plain").build(), new ImageShape(3, 9, 12), new ImageShape(3, 6, 7), 7);
        Map<Integer, Integer> places = new HashMap<>();
        for (ViewParameters p : draws) {
            assertArrayEquals(new int[]{6, 7}, new int[]{p.height, p.width});
            assertTrue(p.top >= 0 && p.top <= 3 && p.left >= 0 && p.left <= 5, p.top + ", " + p.left);
            places.merge(10 * p.top + p.left, 1, Integer::sum);
        }
        assertUniform(places, 4 * 6, DRAWS);
        assertMean(draws, p -> p.flip ? 1 : 0, 0.5, 0);
    }

    @ParameterizedTest
    @CsvSource({"5, 12", "9, 6", "1, 1"})
    void anImageSmallerThanItsPlainCropIsRefused(int height, int width) {
        ImageShape views = new ImageShape(3, 6, 7);
        ViewSampler plain = new ViewSampler(AugmentationSettings.builder().crop("plain").build(), views);
        AugmentationException e = assertThrows(AugmentationException.class, () -> plain.sample(new SplittableRandom(1), height, width, new ViewParameters()));
        assertTrue(e.getMessage().startsWith("found an image of " + height + " rows and " + width + " columns for plain crops of 6 rows and 7 columns, expected"), e.getMessage());
        new ViewSampler(AugmentationSettings.defaults(), views).sample(new SplittableRandom(1), height, width, new ViewParameters());
    }

    /** The numbers that resized crops drew before there were plain ones: a run of an older version can be repeated. */
    @Test
    void resizedCropsDrawTheSameNumbersAsEver() {
        ViewParameters p = new ViewParameters();
        new ViewSampler(AugmentationSettings.defaults(), LARGE).sample(new SplittableRandom(11), 100, 80, p);
        assertEquals("2 15 67 58 true true 0.46211687 0.60676116 1.6587207 0.18845081 false true 1.2590132", values(p));
    }

    @ParameterizedTest
    @CsvSource({"10, 100, 10, 13, 0, 43", "100, 10, 13, 10, 43, 0", "1, 9, 1, 1, 0, 4", "30, 30, 30, 30, 0, 0"})
    void cropsThatNeverFitBecomeTheCentralOne(int imageHeight, int imageWidth, int height, int width, int top, int left) {
        // the whole area in a piece of a permitted aspect: only a square image has that
        AugmentationSettings settings = AugmentationSettings.builder().minCropArea(1).build();
        ViewSampler sampler = new ViewSampler(settings, LARGE);
        ViewParameters p = new ViewParameters();
        for (int seed = 0; seed < 50; seed++) {
            sampler.sample(new SplittableRandom(seed), imageHeight, imageWidth, p);
            assertArrayEquals(new int[]{height, width, top, left}, new int[]{p.height, p.width, p.top, p.left});
        }
    }

    @Test
    void everySwitchHasItsProbability() {
        AugmentationSettings settings = AugmentationSettings.builder().flipProbability(0.3).jitterProbability(0.7).greyProbability(0.15).blurProbability(0.6)
                .build();
        ViewParameters[] draws = draw(settings, LARGE, 3);
        assertMean(draws, p -> p.flip ? 1 : 0, 0.3, 0);
        assertMean(draws, p -> p.jitter ? 1 : 0, 0.7, 0);
        assertMean(draws, p -> p.grey ? 1 : 0, 0.15, 0);
        assertMean(draws, p -> p.blur ? 1 : 0, 0.6, 0);
        assertMean(draws, p -> p.blur && p.flip && p.jitter && p.grey ? 1 : 0, 0.3 * 0.7 * 0.15 * 0.6, 0);
    }

    @Test
    void probabilitiesZeroAndOneAreCertain() {
        for (double probability : new double[]{0, 1}) {
            AugmentationSettings settings = AugmentationSettings.builder().flipProbability(probability).jitterProbability(probability)
                    .greyProbability(probability).blurProbability(probability).build();
            for (ViewParameters p : draw(settings, LARGE, 4)) {
                boolean always = probability == 1;
                assertTrue(p.flip == always && p.jitter == always && p.grey == always && p.blur == always);
            }
        }
    }

    @Test
    void factorsAreUniform() {
        AugmentationSettings settings = AugmentationSettings.builder().jitterProbability(1).blurProbability(1).brightness(0.8).contrast(0.5).saturation(1.5)
                .hue(0.2).blurSigma(0.1, 2).build();
        ViewParameters[] draws = draw(settings, LARGE, 5);
        assertUniform(draws, p -> p.brightness, 0.2, 1.8);
        assertUniform(draws, p -> p.contrast, 0.5, 1.5);
        assertUniform(draws, p -> p.saturation, 0, 2.5); // the lower end does not go below 0
        assertUniform(draws, p -> p.hue, -0.2, 0.2);
        assertUniform(draws, p -> p.sigma, 0.1, 2);
    }

    @Test
    void everyOrderOfTheJitterIsEquallyLikely() {
        ViewParameters[] draws = draw(AugmentationSettings.builder().jitterProbability(1).build(), LARGE, 6);
        Map<String, Integer> orders = new HashMap<>();
        for (ViewParameters p : draws) {
            orders.merge(Arrays.toString(p.order), 1, Integer::sum);
        }
        assertUniform(orders, 24, DRAWS);
    }

    @Test
    void nothingOfTheViewBeforeIsLeft() {
        AugmentationSettings settings = AugmentationSettings.builder().jitterProbability(1).blurProbability(1).build();
        ViewSampler sampler = new ViewSampler(settings, LARGE);
        ViewParameters reused = new ViewParameters();
        for (int seed = 0; seed < 100; seed++) {
            ViewParameters fresh = new ViewParameters();
            sampler.sample(new SplittableRandom(seed), LARGE.height(), LARGE.width(), reused);
            sampler.sample(new SplittableRandom(seed), LARGE.height(), LARGE.width(), fresh);
            assertArrayEquals(fresh.order, reused.order);
            assertEquals(values(fresh), values(reused));
        }
    }

    private static String values(ViewParameters p) {
        return p.top + " " + p.left + " " + p.height + " " + p.width + " " + p.flip + " " + p.jitter + " " + p.brightness + " " + p.contrast + " "
                + p.saturation + " " + p.hue + " " + p.grey + " " + p.blur + " " + p.sigma;
    }

    /** The streams are those of the augmenter, one for each image of many. */
    private static ViewParameters[] draw(AugmentationSettings settings, ImageShape shape, long seed) {
        return draw(settings, shape, shape, seed);
    }

    private static ViewParameters[] draw(AugmentationSettings settings, ImageShape shape, ImageShape views, long seed) {
        TwoViewAugmenter augmenter = new TwoViewAugmenter(settings, views, new float[3], new float[]{1, 1, 1}, seed);
        ViewSampler sampler = new ViewSampler(settings, views);
        ViewParameters[] draws = new ViewParameters[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = new ViewParameters();
            sampler.sample(new SplittableRandom(augmenter.seedOf(0, i, 0)), shape.height(), shape.width(), draws[i]);
            assertEquals(ColourOperation.values().length, Arrays.stream(draws[i].order).distinct().count());
        }
        return draws;
    }

    private static void assertMean(ViewParameters[] draws, ToDoubleFunction<ViewParameters> value, double expected, double rounding) {
        double sum = 0;
        double squares = 0;
        for (ViewParameters p : draws) {
            double v = value.applyAsDouble(p);
            sum += v;
            squares += v * v;
        }
        double mean = sum / draws.length;
        double error = Math.sqrt((squares / draws.length - mean * mean) / draws.length);
        assertEquals(expected, mean, STANDARD_ERRORS * error + rounding);
    }

    private static void assertUniform(ViewParameters[] draws, ToDoubleFunction<ViewParameters> value, double min, double max) {
        double width = max - min;
        double smallest = max;
        double largest = min;
        for (ViewParameters p : draws) {
            double v = value.applyAsDouble(p);
            assertTrue(v >= min - 1e-6 && v <= max + 1e-6, "found " + v);
            smallest = Math.min(smallest, v);
            largest = Math.max(largest, v);
        }
        assertTrue(smallest < min + 1e-3 * width && largest > max - 1e-3 * width);
        assertMean(draws, value, (min + max) / 2, 0);
        assertMean(draws, p -> Math.pow(value.applyAsDouble(p) - (min + max) / 2, 2), width * width / 12, 0);
    }

    /** Pearson's chi-square; its mean is the number of degrees of freedom k, its variance 2k. */
    private static void assertUniform(Map<?, Integer> counts, int cells, int draws) {
        assertEquals(cells, counts.size());
        double expected = (double) draws / cells;
        double chiSquare = 0;
        for (int count : counts.values()) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = cells - 1;
        assertTrue(chiSquare < freedom + STANDARD_ERRORS * Math.sqrt(2 * freedom), "chi-square " + chiSquare + " of " + freedom + " degrees of freedom");
    }
}
