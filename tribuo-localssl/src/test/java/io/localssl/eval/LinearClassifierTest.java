package io.localssl.eval;

import io.localssl.nn.AdamW;
import io.localssl.nn.OffHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinearClassifierTest {

    private static float[][] features(int rows, int dimension, SplittableRandom random) {
        float[][] x = new float[rows][dimension];
        for (float[] row : x) {
            for (int j = 0; j < dimension; j++) {
                row[j] = (float) random.nextDouble(-1, 1.5);
            }
        }
        return x;
    }

    private static int[] labels(int rows, int classes, SplittableRandom random) {
        return random.ints(rows, 0, classes).toArray();
    }

    private static NaiveLinear naive(LinearClassifier classifier) {
        return new NaiveLinear(OffHeap.read(classifier.weight().value()), OffHeap.read(classifier.bias().value()));
    }

    /** Losses and parameters follow the loops in double precision step by step; every third batch is not full. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,3", "7,3,2", "32,129,10", "5,1,4"})
    void followsTheNaiveLoop(int capacity, int dimension, int classes) {
        SplittableRandom random = new SplittableRandom(17);
        try (LinearClassifier classifier = new LinearClassifier(capacity, dimension, classes, random.split())) {
            NaiveLinear naive = naive(classifier);
            for (int step = 0; step < 12; step++) {
                int rows = step % 3 == 2 ? Math.max(1, capacity / 2) : capacity;
                float[][] x = features(rows, dimension, random);
                int[] y = labels(rows, classes, random);
                classifier.setRows(x);
                assertEquals(naive.loss(x, y), classifier.lossAndGradient(y), 1e-5, "loss of step " + step);
                classifier.update(new AdamW(0), 1e-2);
                naive.adamStep(x, y, 1e-2);
            }
            float[] weight = OffHeap.read(classifier.weight().value());
            float[] bias = OffHeap.read(classifier.bias().value());
            for (int c = 0; c < classes; c++) {
                assertEquals(naive.b[c], bias[c], 1e-4);
                for (int j = 0; j < dimension; j++) {
                    assertEquals(naive.w[c][j], weight[c * dimension + j], 1e-4, "weight " + c + "," + j);
                }
            }
        }
    }

    @Test
    void gradientIsTheSlopeOfTheLoss() {
        SplittableRandom random = new SplittableRandom(3);
        try (LinearClassifier classifier = new LinearClassifier(6, 5, 4, random.split())) {
            float[][] x = features(6, 5, random);
            int[] y = labels(6, 4, random);
            classifier.setRows(x);
            classifier.lossAndGradient(y);
            float[] weightGradient = OffHeap.read(classifier.weight().gradient());
            float[] biasGradient = OffHeap.read(classifier.bias().gradient());
            double h = 1e-5;
            for (int c = 0; c < 4; c++) {
                for (int j = 0; j < 5; j++) {
                    NaiveLinear up = naive(classifier);
                    NaiveLinear down = naive(classifier);
                    up.w[c][j] += h;
                    down.w[c][j] -= h;
                    assertEquals((up.loss(x, y) - down.loss(x, y)) / (2 * h), weightGradient[c * 5 + j], 1e-6);
                }
                NaiveLinear up = naive(classifier);
                NaiveLinear down = naive(classifier);
                up.b[c] += h;
                down.b[c] -= h;
                assertEquals((up.loss(x, y) - down.loss(x, y)) / (2 * h), biasGradient[c], 1e-6);
            }
        }
    }

    @Test
    void startsUniformWithinOneOverRootDimension() {
        try (LinearClassifier classifier = new LinearClassifier(1, 100, 50, new SplittableRandom(5))) {
            double sum = 0;
            double squares = 0;
            double max = 0;
            float[] weight = OffHeap.read(classifier.weight().value());
            for (float value : weight) {
                sum += value;
                squares += value * value;
                max = Math.max(max, Math.abs(value));
            }
            int n = weight.length;
            assertTrue(max <= 0.1f && max > 0.099, "largest " + max);
            assertEquals(0, sum / n, 0.003);
            assertEquals(0.1 * 0.1 / 3, squares / n, 1e-4);
        }
    }

    @Test
    void hugeScoresDoNotOverflow() {
        try (LinearClassifier classifier = new LinearClassifier(1, 1, 2, new SplittableRandom(5))) {
            OffHeap.write(new float[]{1000, -1000}, classifier.weight().value());
            classifier.setRows(new float[][]{{1}});
            assertEquals(0, classifier.lossAndGradient(new int[]{0}), 1e-6);
            assertEquals(2000, classifier.lossAndGradient(new int[]{1}), 0.5);
            assertEquals(1, OffHeap.read(classifier.weight().gradient())[0], 1e-6);
        }
    }
}
