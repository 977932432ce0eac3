package io.localssl.nn;

import io.localssl.nn.MatrixProduct.Operand;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MatrixProductTest {
    private static final int PADDING = 3;

    /** A library that computes it. */
    private interface Product {
        void multiply(int m, int n, int k, float alpha, Operand a, Operand b, float beta, Operand c);
    }

    private static float[] random(int length, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** Both libraries against three loops, on parts of matrices whose rows are longer than what is read. */
    @ParameterizedTest
    @CsvSource({"1,1,1,1,0", "5,7,3,1,0", "33,17,65,-1,1", "10,129,300,1,1", "64,64,64,0.5,2"})
    void followTheLoops(int m, int n, int k, float alpha, float beta) {
        SplittableRandom random = new SplittableRandom(m * n);
        for (Product product : List.<Product>of(MatrixProduct::multiply, MatrixProduct::byOneDnn, MatrixProduct::byOpenBlas)) {
            for (int form = 0; form < 4; form++) {
                boolean left = (form & 1) != 0;
                boolean right = (form & 2) != 0;
                int aStride = (left ? m : k) + PADDING;
                int bStride = (right ? k : n) + PADDING;
                int cStride = n + PADDING;
                float[] a = random((left ? k : m) * aStride, random);
                float[] b = random((right ? n : k) * bStride, random);
                float[] before = random(m * cStride, random);
                float[] after = before.clone();
                try (FloatPointer pa = new FloatPointer(a); FloatPointer pb = new FloatPointer(b); FloatPointer pc = new FloatPointer(before)) {
                    product.multiply(m, n, k, alpha, new Operand(pa, aStride, left), new Operand(pb, bStride, right), beta, Operand.of(pc, cStride));
                    pc.get(after);
                }
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < cStride; j++) {
                        double expected = before[i * cStride + j];
                        if (j < n) {
                            expected *= beta;
                            for (int l = 0; l < k; l++) {
                                float factor = left ? a[l * aStride + i] : a[i * aStride + l];
                                expected += (double) alpha * factor * (right ? b[j * bStride + l] : b[l * bStride + j]);
                            }
                        }
                        assertEquals(expected, after[i * cStride + j], 1e-6 * k, "element " + i + "," + j + " of form " + form);
                    }
                }
            }
        }
    }
}
