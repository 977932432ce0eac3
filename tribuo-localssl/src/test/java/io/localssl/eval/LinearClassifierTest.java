package io.localssl.eval;

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

    private static void setRows(LinearClassifier classifier, float[][] x, int rows) {
        for (int i = 0; i < rows; i++) {
            classifier.setRow(i, x[i]);
        }
    }

    /** Losses and parameters follow the loops in double precision step by step; every third batch is not full. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,3", "7,3,2", "32,129,10", "5,1,4"})
    void followsTheNaiveLoop(int capacity, int dimension, int classes) {
        SplittableRandom random = new SplittableRandom(17);
        try (LinearClassifier classifier = new LinearClassifier(capacity, dimension, classes, random.split())) {
            NaiveLinear naive = new NaiveLinear(classifier.weight(), classifier.bias());
            Adam weightStep = new Adam(classifier.weight().length, 1e-2);
            Adam biasStep = new Adam(classes, 1e-2);
            for (int step = 0; step < 12; step++) {
                int rows = step % 3 == 2 ? Math.max(1, capacity / 2) : capacity;
                float[][] x = features(rows, dimension, random);
                int[] y = labels(rows, classes, random);
                setRows(classifier, x, rows);
                assertEquals(naive.loss(x, y), classifier.lossAndGradient(y), 1e-5, "loss of step " + step);
                weightStep.step(classifier.weight(), classifier.weightGradient());
                biasStep.step(classifier.bias(), classifier.biasGradient());
                naive.adamStep(x, y, 1e-2);
            }
            for (int c = 0; c < classes; c++) {
                assertEquals(naive.b[c], classifier.bias()[c], 1e-4);
                for (int j = 0; j < dimension; j++) {
                    assertEquals(naive.w[c][j], classifier.weight()[c * dimension + j], 1e-4, "weight " + c + "," + j);
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
            setRows(classifier, x, 6);
            classifier.lossAndGradient(y);
            double h = 1e-5;
            for (int c = 0; c < 4; c++) {
                for (int j = 0; j < 5; j++) {
                    NaiveLinear up = new NaiveLinear(classifier.weight(), classifier.bias());
                    NaiveLinear down = new NaiveLinear(classifier.weight(), classifier.bias());
                    up.w[c][j] += h;
                    down.w[c][j] -= h;
                    assertEquals((up.loss(x, y) - down.loss(x, y)) / (2 * h), classifier.weightGradient()[c * 5 + j], 1e-6);
                }
                NaiveLinear up = new NaiveLinear(classifier.weight(), classifier.bias());
                NaiveLinear down = new NaiveLinear(classifier.weight(), classifier.bias());
                up.b[c] += h;
                down.b[c] -= h;
                assertEquals((up.loss(x, y) - down.loss(x, y)) / (2 * h), classifier.biasGradient()[c], 1e-6);
            }
        }
    }

    @Test
    void startsUniformWithinOneOverRootDimension() {
        try (LinearClassifier classifier = new LinearClassifier(1, 100, 50, new SplittableRandom(5))) {
            double sum = 0;
            double squares = 0;
            double max = 0;
            for (float value : classifier.weight()) {
                sum += value;
                squares += value * value;
                max = Math.max(max, Math.abs(value));
            }
            int n = classifier.weight().length;
            assertTrue(max <= 0.1f && max > 0.099, "largest " + max);
            assertEquals(0, sum / n, 0.003);
            assertEquals(0.1 * 0.1 / 3, squares / n, 1e-4);
        }
    }

    @Test
    void hugeScoresDoNotOverflow() {
        try (LinearClassifier classifier = new LinearClassifier(1, 1, 2, new SplittableRandom(5))) {
            classifier.weight()[0] = 1000;
            classifier.weight()[1] = -1000;
            classifier.setRow(0, new float[]{1});
            assertEquals(0, classifier.lossAndGradient(new int[]{0}), 1e-6);
            assertEquals(2000, classifier.lossAndGradient(new int[]{1}), 0.5);
            assertEquals(1, classifier.weightGradient()[0], 1e-6);
        }
    }
}
