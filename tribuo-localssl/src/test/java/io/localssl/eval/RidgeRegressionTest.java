package io.localssl.eval;

import io.localssl.nn.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RidgeRegressionTest {

    /** Rows of different scales and offsets; from four features on, two are alike, one never changes, and one is the sum of two others. */
    static float[][] awkwardRows(int n, int d, SplittableRandom random) {
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            for (int j = 0; j < d; j++) {
                row[j] = (float) ((random.nextDouble(-1, 1) + j % 3) * Math.pow(10, j % 5 - 2));
            }
            if (d >= 4) {
                row[0] = 0.1f;
                row[2] = row[1];
                row[d - 1] = row[1] + row[d - 2];
            }
        }
        return rows;
    }

    private static DenseRows standardised(float[][] rows) {
        Standardisation standardisation = new Standardisation(FeatureMatrix.of(rows, Collections.nCopies(rows.length, "any")));
        DenseRows x = new DenseRows(rows.length, rows[0].length);
        float[] z = new float[rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            standardisation.apply(rows[i], z);
            x.set(i, z);
        }
        return x;
    }

    private static void requireClose(NaiveRidge naive, float[] weights, double tolerance) {
        double largest = 0;
        double error = 0;
        int d = naive.mean.length;
        for (int i = 0; i < weights.length; i++) {
            largest = Math.max(largest, Math.abs(naive.w[i / d][i % d]));
            error = Math.max(error, Math.abs(naive.w[i / d][i % d] - weights[i]));
        }
        assertTrue(error <= tolerance * Math.max(largest, 1e-12), "error " + error + " of weights up to " + largest);
    }

    /** The digits that rounding Z to single precision costs: the condition of Z, at most sqrt(n * d / penalty), times a few units of the last place. */
    private static double tolerance(int n, int d, double penalty) {
        return 5e-7 * Math.sqrt(n * d / penalty);
    }

    /** First on some of the rows, then on all of them, with each penalty, as the search does. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,2", "5,5,3", "40,7,3", "7,40,3", "150,130,10", "130,150,10", "300,129,2", "12,260,2", "310,270,2", "270,310,2"})
    void followsTheNormalEquations(int n, int d, int classes) {
        SplittableRandom random = new SplittableRandom(n * 31L + d);
        float[][] rows = awkwardRows(n, d, random);
        int[] labels = random.ints(n, 0, classes).toArray();
        try (DenseRows x = standardised(rows); Workers workers = new Workers(2); RidgeRegression regression = new RidgeRegression(x, labels, classes, workers)) {
            for (int used : new int[]{n - n / 3, n}) {
                regression.useRows(used);
                for (double penalty : new double[]{0.1, 100, 1}) {
                    float[] weights = regression.fit(penalty).orElseThrow();
                    NaiveRidge naive = new NaiveRidge(rows, labels, classes, used, penalty);
                    requireClose(naive, weights, tolerance(n, d, penalty));
                    for (int c = 0; c < classes; c++) {
                        assertEquals(naive.b[c], regression.intercept()[c], 1e-6);
                    }
                }
            }
        }
    }

    /** cond(G + penalty I) is about 10^6, where the first solution is 1e-4 from the truth and the refined one 2e-6. */
    @ParameterizedTest
    @CsvSource({"400,60", "60,400"})
    void refinementKeepsTheDigitsThatTheGramMatrixLoses(int n, int d) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            float common = (float) random.nextDouble(-1, 1);
            for (int j = 0; j < d; j++) {
                row[j] = common + (float) random.nextDouble(-0.1, 0.1);
            }
        }
        int[] labels = random.ints(n, 0, 3).toArray();
        try (DenseRows x = standardised(rows); Workers workers = new Workers(2); RidgeRegression regression = new RidgeRegression(x, labels, 3, workers)) {
            regression.useRows(n);
            requireClose(new NaiveRidge(rows, labels, 3, n, 0.02), regression.fit(0.02).orElseThrow(), 2e-5);
        }
    }

    @Test
    void aPenaltyBelowWhatSinglePrecisionCanResolveHasNoSolution() {
        float[][] rows = awkwardRows(50, 8, new SplittableRandom(1));
        try (DenseRows x = standardised(rows); Workers workers = new Workers(2); RidgeRegression regression = new RidgeRegression(x, new int[50], 1, workers)) {
            regression.useRows(50);
            assertTrue(regression.fit(1e-30).isEmpty());
            assertTrue(regression.fit(1).isPresent());
        }
    }
}
