package io.localssl.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class PanelProductsTest {

    /** Three loops, for both sides of C below, at and above a panel, and each number of workers gives the same bits. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "3,128,5", "129,2,7", "2,257,64", "260,259,33", "128,128,1"})
    void followTheLoops(int m, int n, int k) {
        for (int form = 0; form < 8; form++) {
            boolean left = (form & 1) != 0;
            boolean right = (form & 2) != 0;
            boolean add = (form & 4) != 0;
            SplittableRandom random = new SplittableRandom(form);
            float[] a = random(m * k, random);
            float[] b = random(k * n, random);
            float[] before = random(m * n, random);
            float[] alone = product(a, left, b, right, before, add, m, n, k, 1);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double expected = add ? before[i * n + j] : 0;
                    for (int l = 0; l < k; l++) {
                        expected += (double) (left ? a[l * m + i] : a[i * k + l]) * (right ? b[j * k + l] : b[l * n + j]);
                    }
                    assertEquals(expected, alone[i * n + j], 1e-6 * k, "element " + i + "," + j + " of form " + form);
                }
            }
            assertArrayEquals(alone, product(a, left, b, right, before, add, m, n, k, 2));
            assertArrayEquals(alone, product(a, left, b, right, before, add, m, n, k, 3));
        }
    }

    private static float[] product(float[] a, boolean left, float[] b, boolean right, float[] before, boolean add, int m, int n, int k, int threads) {
        try (Workers workers = new Workers(threads);
             INDArray first = array(a, left ? k : m, left ? m : k);
             INDArray second = array(b, right ? n : k, right ? k : n);
             INDArray result = array(before, m, n)) {
            Products.of(DataType.FLOAT, workers).multiply(first, left, second, right, result, add);
            return OffHeap.read(result);
        }
    }

    private static INDArray array(float[] values, int rows, int columns) {
        INDArray array = Nd4j.create(DataType.FLOAT, new long[]{rows, columns}, 'c');
        OffHeap.write(values, array);
        return array;
    }

    private static float[] random(int length, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
