package io.localssl.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The resampling against its definition over awkward sizes, and the cases in which the answer is known. */
class ResizedCropTest {
    /** Float against double on the scale of 0 to 255: a few roundings of 255 * 2^-24 each. */
    private static final double ROUNDING = 5e-4;

    /** Sizes that loops stumble over: one pixel, one row, one column, odd, not square, whole and grey. */
    static Stream<ImageShape> awkwardShapes() {
        return Stream.of(new ImageShape(1, 1, 1), new ImageShape(3, 1, 1), new ImageShape(3, 2, 3), new ImageShape(1, 5, 7), new ImageShape(3, 5, 7),
                new ImageShape(3, 1, 9), new ImageShape(1, 9, 1), new ImageShape(3, 33, 17), new ImageShape(1, 28, 28), new ImageShape(3, 96, 96));
    }

    private static byte[] randomImage(ImageShape shape, long seed) {
        byte[] image = new byte[shape.size()];
        new SplittableRandom(seed).nextBytes(image);
        return image;
    }

    /** A weighted mean over every pixel of the rectangle, weights the product of two triangles; no window, no separable passes. */
    static double[] naive(byte[] image, ImageShape shape, int top, int left, int height, int width, int outHeight, int outWidth) {
        double[] out = new double[shape.channels() * outHeight * outWidth];
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < outHeight; y++) {
                for (int x = 0; x < outWidth; x++) {
                    double sum = 0;
                    double weights = 0;
                    for (int i = 0; i < height; i++) {
                        for (int j = 0; j < width; j++) {
                            double weight = triangle(i, y, height, outHeight) * triangle(j, x, width, outWidth);
                            weights += weight;
                            sum += weight * (image[(c * shape.height() + top + i) * shape.width() + left + j] & 0xFF);
                        }
                    }
                    out[(c * outHeight + y) * outWidth + x] = sum / weights;
                }
            }
        }
        return out;
    }

    private static double triangle(int input, int output, int inputs, int outputs) {
        double scale = (double) inputs / outputs;
        double distance = Math.abs((input + 0.5) - (output + 0.5) * scale);
        return Math.max(0, 1 - distance / Math.max(1, scale));
    }

    @ParameterizedTest
    @MethodSource("awkwardShapes")
    void cropIsAWeightedMeanOfTheRectangle(ImageShape shape) {
        byte[] image = randomImage(shape, 1);
        int[][] sizes = {{1, 1}, {2, 3}, {5, 7}, {shape.height(), shape.width()}};
        for (int[] out : sizes) {
            for (int part = 1; part <= 3; part++) {
                int height = (shape.height() + part - 1) / part;
                int width = (shape.width() + part - 1) / part;
                int top = (shape.height() - height) / 2;
                int left = shape.width() - width;
                float[] view = new float[shape.channels() * out[0] * out[1]];
                new ResizedCrop(shape, out[0], out[1]).apply(image, top, left, height, width, view);
                assertClose(naive(image, shape, top, left, height, width, out[0], out[1]), view);
            }
        }
    }

    /** One object serves images of all sizes, larger ones after smaller ones and the other way round. */
    @Test
    void imagesWithSidesOfTheirOwn() {
        ResizedCrop reused = new ResizedCrop(new ImageShape(3, 5, 9), 5, 9);
        float[] view = new float[3 * 5 * 9];
        float[] fresh = new float[view.length];
        int[][] sides = {{5, 9}, {40, 3}, {1, 1}, {7, 90}, {200, 200}, {2, 300}, {5, 9}};
        for (int[] side : sides) {
            ImageShape shape = new ImageShape(3, side[0], side[1]);
            byte[] image = randomImage(shape, side[0]);
            int top = side[0] / 3;
            int left = side[1] / 4;
            reused.apply(image, side[0], side[1], top, left, side[0] - top, side[1] - left, view);
            new ResizedCrop(shape, 5, 9).apply(image, top, left, side[0] - top, side[1] - left, fresh);
            assertArrayEquals(fresh, view);
        }
    }

    @Test
    void cropForgetsTheCropBefore() {
        ImageShape shape = new ImageShape(3, 20, 20);
        byte[] image = randomImage(shape, 2);
        ResizedCrop reused = new ResizedCrop(shape, 5, 9);
        float[] view = new float[3 * 5 * 9];
        float[] fresh = new float[view.length];
        int[][] rectangles = {{0, 0, 20, 20}, {3, 4, 2, 16}, {7, 0, 13, 1}, {0, 0, 5, 9}, {1, 2, 19, 18}};
        for (int[] r : rectangles) {
            reused.apply(image, r[0], r[1], r[2], r[3], view);
            new ResizedCrop(shape, 5, 9).apply(image, r[0], r[1], r[2], r[3], fresh);
            assertArrayEquals(fresh, view);
        }
    }

    @ParameterizedTest
    @MethodSource("awkwardShapes")
    void cropOfTheWholeImageAtItsSizeIsTheImage(ImageShape shape) {
        byte[] image = randomImage(shape, 3);
        float[] view = new float[shape.size()];
        new ResizedCrop(shape, shape.height(), shape.width()).apply(image, 0, 0, shape.height(), shape.width(), view);
        for (int i = 0; i < view.length; i++) {
            assertEquals(image[i] & 0xFF, view[i]);
        }
    }

    @Test
    void cropLooksAtNothingOutsideItsRectangle() {
        ImageShape shape = new ImageShape(1, 12, 12);
        byte[] image = new byte[shape.size()];
        Arrays.fill(image, (byte) 255);
        for (int y = 3; y < 8; y++) {
            Arrays.fill(image, y * 12 + 2, y * 12 + 9, (byte) 40);
        }
        for (int size : new int[]{2, 12}) {
            float[] view = new float[size * size];
            new ResizedCrop(shape, size, size).apply(image, 3, 2, 5, 7, view);
            for (float value : view) {
                assertEquals(40, value, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 32", "32, 1", "32, 32", "20, 32", "33, 32", "64, 32", "96, 51", "7, 3", "3, 7", "1000, 3"})
    void resamplingWeightsSumToOneAndStayInside(int in, int out) {
        ResampleWeights weights = new ResampleWeights(out);
        weights.compute(in);
        for (int x = 0; x < out; x++) {
            double sum = 0;
            for (int tap = 0; tap < weights.taps(); tap++) {
                float weight = weights.weights()[tap * out + x];
                assertTrue(weight >= 0);
                sum += weight;
            }
            assertEquals(1, sum, 1e-6);
            assertTrue(weights.first()[x] >= 0 && weights.first()[x] + weights.taps() <= in);
        }
    }

    private static void assertClose(double[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], ROUNDING, "value " + i);
        }
    }
}
