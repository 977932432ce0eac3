package io.localssl.eval;

import io.localssl.nn.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GramTest {
    private static float[][] rows(int n, int d, SplittableRandom random) {
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            for (int j = 0; j < d; j++) {
                row[j] = (float) random.nextDouble(-1, 1);
            }
        }
        return rows;
    }

    /** Orders around the sizes of tiles, blocks and panels; what is solved is put back into A (A^T x) + penalty x, in double precision. */
    @ParameterizedTest
    @CsvSource({"1,1", "127,3", "128,3", "129,3", "255,2", "256,2", "257,2", "513,5", "1024,4", "1100,6", "2049,3"})
    void solvesWhatItWasGiven(int order, int inner) {
        SplittableRandom random = new SplittableRandom(order);
        float[][] a = rows(order, inner, random);
        try (DenseRows flat = new DenseRows(order, inner); DenseRows tall = new DenseRows(inner, order);
             Workers workers = new Workers(2); Gram one = new Gram(order, workers); Gram two = new Gram(order, workers)) {
            float[][] transposed = new float[inner][order];
            for (int i = 0; i < order; i++) {
                flat.set(i, a[i]);
                for (int k = 0; k < inner; k++) {
                    transposed[k][i] = a[i][k];
                }
            }
            for (int k = 0; k < inner; k++) {
                tall.set(k, transposed[k]);
            }
            one.add(flat.from(0), inner);
            two.add(tall.from(0).transpose(), 1); // in two parts
            two.add(tall.from(1).transpose(), inner - 1);
            for (Gram gram : new Gram[]{one, two}) {
                for (int size : new int[]{order, (order + 1) / 2, order}) {
                    requireSolution(gram, a, size, inner, random);
                }
            }
        }
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfWorkers() {
        float[][] a = rows(1100, 7, new SplittableRandom(3));
        float[] first = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (DenseRows x = new DenseRows(a.length, 7); Workers workers = new Workers(threads); Gram gram = new Gram(a.length, workers)) {
                for (int i = 0; i < a.length; i++) {
                    x.set(i, a[i]);
                }
                gram.add(x.from(0), 7);
                assertTrue(gram.factor(a.length, 2));
                float[] solution = rows(1, a.length, new SplittableRandom(4))[0];
                gram.solve(solution);
                first = first == null ? solution : first;
                assertArrayEquals(first, solution);
            }
        }
    }

    private static void requireSolution(Gram gram, float[][] a, int size, int inner, SplittableRandom random) {
        double penalty = 2;
        assertTrue(gram.factor(size, penalty));
        float[] b = rows(1, 2 * size, random)[0]; // two right sides
        float[] x = b.clone();
        gram.solve(x);
        for (int side = 0; side < 2; side++) {
            double[] projected = new double[inner];
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < inner; k++) {
                    projected[k] += a[i][k] * x[side * size + i];
                }
            }
            for (int i = 0; i < size; i++) {
                double found = penalty * x[side * size + i];
                for (int k = 0; k < inner; k++) {
                    found += a[i][k] * projected[k];
                }
                assertEquals(b[side * size + i], found, 1e-5 * Math.sqrt(size), "row " + i + " of " + size);
            }
        }
    }
}
