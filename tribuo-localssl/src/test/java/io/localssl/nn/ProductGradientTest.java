package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Matrices of one row, of one panel, and of panels that do not divide them; with and without a part along B itself. */
class ProductGradientTest {

    /** A matrix with its gradient, in float. */
    private record Case(Parameter parameter, ProductGradient gradient, INDArray left, INDArray right, double[] shrinkage) implements AutoCloseable {
        static Case of(String size) {
            int[] s = Arrays.stream(size.split(",")).mapToInt(Integer::parseInt).toArray();
            SplittableRandom random = new SplittableRandom(s[0]);
            INDArray value = random(s[0], s[1], random);
            ProductGradient gradient = new ProductGradient(value);
            INDArray left = random(s[0], s[2], random);
            INDArray right = random(s[1], s[2], random);
            double[] shrinkage = random.doubles(s[3] == 1 ? s[0] : 0, -1, 1).toArray();
            gradient.set(left, right, shrinkage);
            return new Case(new Parameter(value, gradient), gradient, left, right, shrinkage);
        }

        private static INDArray random(int rows, int columns, SplittableRandom random) {
            INDArray array = Nd4j.create(DataType.FLOAT, new long[]{rows, columns}, 'c');
            OffHeap.fillUniform(array, 1, random);
            return array;
        }

        /** Three loops. */
        double[] expected() {
            int k = (int) left.size(1);
            int m = (int) left.size(0);
            int n = (int) right.size(0);
            float[] l = OffHeap.read(left);
            float[] r = OffHeap.read(right);
            float[] b = OffHeap.read(parameter.value());
            double[] g = new double[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    for (int q = 0; q < k; q++) {
                        g[i * n + j] += (double) l[i * k + q] * r[j * k + q];
                    }
                    g[i * n + j] -= shrinkage.length > 0 ? shrinkage[i] * b[i * n + j] : 0;
                }
            }
            return g;
        }

        /** What an optimiser reads, panel by panel. */
        float[] read() {
            int length = (int) parameter.value().length();
            float[] all = new float[length];
            try (FloatPointer room = new FloatPointer((long) gradient.room()); INDArray common = Nd4j.create(DataType.FLOAT, gradient.commonRoom());
                 Workers workers = new Workers(2)) {
                Gradient.Panels panels = gradient.prepare(common, new Transposition(workers));
                for (int from = 0; from < length; from += gradient.panel()) {
                    int to = Math.min(length, from + gradient.panel());
                    panels.read(from, to, room).get(all, from, to - from);
                }
            }
            return all;
        }

        @Override
        public void close() {
            parameter.close();
            left.close();
            right.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"1,1,1,0", "3,5,2,0", "3,5,2,1", "64,9,8,0", "65,130,7,1", "70,5000,64,0", "70,5000,3,1", "2,300000,2,0", "200,40,3,1"})
    void panelsAndTheDenseCopyFollowTheLoops(String size) {
        try (Case c = Case.of(size); INDArray dense = c.parameter.denseGradient()) {
            double[] expected = c.expected();
            float[] panels = c.read();
            float[] copy = OffHeap.read(dense);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], panels[i], 1e-5, "element " + i);
                assertEquals(expected[i], copy[i], 1e-5, "element " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"1,1,1,0", "3,5,2,1", "600,9,8,0", "65,130,7,1", "70,5000,64,0", "70,5000,3,1", "1025,40,3,0"})
    void theNormIsThatOfAllElements(String size) {
        try (Case c = Case.of(size)) {
            double square = 0;
            for (double g : c.expected()) {
                square += g * g;
            }
            double[] found = new double[3];
            for (int threads = 1; threads <= 3; threads++) {
                try (Workers workers = new Workers(threads); ParameterSweep sweep = new ParameterSweep(workers)) {
                    found[threads - 1] = c.gradient.norm(sweep);
                }
            }
            assertEquals(Math.sqrt(square), found[0], 1e-6 * Math.sqrt(square));
            assertArrayEquals(new double[]{found[0], found[0], found[0]}, found);
        }
    }

    /** The same steps as with the same gradient in an array, to the last bit, and with any number of workers. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"3,5,2,1", "65,130,7,1", "70,5000,64,0", "2,300000,2,0", "200,40,3,1"})
    void anUpdateIsThatOfADenseGradient(String size) {
        for (Optimiser optimiser : List.of(new AdamW(0.01), new Lars(0.9, 1, 0.3))) {
            float[] first = null;
            for (int threads = 1; threads <= 3; threads++) {
                try (Case c = Case.of(size); Parameter dense = new Parameter(DataType.FLOAT, c.parameter.value().shape());
                     Workers workers = new Workers(threads); ParameterSweep sweep = new ParameterSweep(workers)) {
                    dense.value().assign(c.parameter.value());
                    for (int step = 1; step <= 3; step++) {
                        OffHeap.write(c.read(), dense.gradient());
                        optimiser.update(dense, step, 0.01, sweep);
                        optimiser.update(c.parameter, step, 0.01, sweep);
                    }
                    float[] found = OffHeap.read(c.parameter.value());
                    // the norms that LARS takes differ in the way they are summed
                    assertArrayEquals(OffHeap.read(dense.value()), found, optimiser instanceof Lars ? 1e-6f : 0);
                    first = first == null ? found : first;
                    assertArrayEquals(first, found);
                }
            }
        }
    }

    @Test
    void theFactorsOfTheLastBatchCount() {
        try (Case c = Case.of("3,5,2,1")) {
            c.gradient.set(c.left, c.right);
            try (INDArray plain = c.parameter.denseGradient()) {
                c.left.muli(2);
                try (INDArray twice = c.parameter.denseGradient()) {
                    assertEquals(plain.mul(2), twice);
                }
            }
        }
    }

    @Test
    void saysThatThereIsNoGradientOrNoArray() {
        try (Case c = Case.of("3,5,2,0"); Workers workers = new Workers(1); ParameterSweep sweep = new ParameterSweep(workers)) {
            assertTrue(assertThrows(IllegalStateException.class, c.parameter::gradient).getMessage().contains("denseGradient"));
            INDArray value = c.parameter.value();
            Parameter fresh = new Parameter(value, new ProductGradient(value));
            assertThrows(IllegalStateException.class, fresh::denseGradient);
            assertThrows(IllegalStateException.class, () -> new AdamW(0).update(fresh, 1, 0.1, sweep));
            assertThrows(IllegalStateException.class, () -> new Lars(0).update(fresh, 1, 0.1, sweep));
        }
    }
}
