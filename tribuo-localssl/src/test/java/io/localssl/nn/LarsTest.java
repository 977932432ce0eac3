package io.localssl.nn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class LarsTest {
    private static final Lars PAPER = new Lars(1e-4);
    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void end() {
        WORKERS.close();
    }

    /** The equations in plain loops, over ten steps under a rate that changes, for the shapes of weights, matrices and biases. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.001, 1e-4", "0, 0.02, 0", "0.5, 1, 0.3"})
    void followsTheEquations(double momentum, double trust, double weightDecay) {
        Lars optimiser = new Lars(momentum, trust, weightDecay);
        for (long[] shape : new long[][]{{5, 3, 3, 3}, {1, 1}, {93, 89}, {1, 8205}, {8205}, {1}, {3, 65000}}) {
            SplittableRandom random = new SplittableRandom(3);
            try (Parameter parameter = new Parameter(DataType.FLOAT, shape); ParameterSweep sweep = new ParameterSweep(WORKERS)) {
                parameter.initialiseUniform(0.5, random);
                double[] p = doubles(parameter);
                double[] m = new double[p.length];
                for (int t = 1; t <= 10; t++) {
                    double rate = 0.6 / t;
                    double[] g = gradient(parameter, random, t % 4 == 0 ? 0 : Math.pow(10, t % 5 - 3));
                    step(p, m, g, shape.length > 1, rate, momentum, trust, weightDecay);
                    optimiser.update(parameter, t, rate, sweep);
                }
                double[] found = doubles(parameter);
                double largest = Arrays.stream(p).map(Math::abs).max().orElseThrow();
                for (int i = 0; i < p.length; i++) {
                    assertEquals(p[i], found[i], 2e-6 * largest, Arrays.toString(shape) + " element " + i);
                }
            }
        }
    }

    private static void step(double[] p, double[] m, double[] g, boolean matrix, double rate, double momentum, double trust, double weightDecay) {
        double decay = matrix ? weightDecay : 0;
        double ofValue = 0;
        double ofGradient = 0;
        for (int i = 0; i < p.length; i++) {
            ofValue += p[i] * p[i];
            ofGradient += g[i] * g[i];
        }
        double q = 1;
        if (matrix && ofValue > 0 && ofGradient > 0) {
            q = trust * Math.sqrt(ofValue) / (Math.sqrt(ofGradient) + decay * Math.sqrt(ofValue));
        }
        for (int i = 0; i < p.length; i++) {
            m[i] = momentum * m[i] + q * (g[i] + decay * p[i]);
            p[i] -= rate * m[i];
        }
    }

    /** What the method is for: the first step of a layer is lr * trust of its norm, however large its gradient. */
    @ParameterizedTest
    @CsvSource({"1e-6", "1", "1e6"})
    void theFirstStepIsAPartOfTheNorm(double size) {
        SplittableRandom random = new SplittableRandom(5);
        try (Parameter parameter = new Parameter(DataType.FLOAT, 40, 50); ParameterSweep sweep = new ParameterSweep(WORKERS)) {
            parameter.initialiseUniform(1, random);
            double[] before = doubles(parameter);
            gradient(parameter, random, size);
            new Lars(0).update(parameter, 1, 0.6, sweep);
            double[] after = doubles(parameter);
            double moved = 0;
            double norm = 0;
            for (int i = 0; i < before.length; i++) {
                moved += Math.pow(after[i] - before[i], 2);
                norm += before[i] * before[i];
            }
            assertEquals(0.6 * 0.001, Math.sqrt(moved / norm), 1e-7);
        }
    }

    /** A matrix of zeros has no norm to take a part of: it must move all the same. */
    @Test
    void aMatrixOfZerosDescendsItsGradient() {
        try (Parameter parameter = new Parameter(DataType.FLOAT, 2, 2); ParameterSweep sweep = new ParameterSweep(WORKERS)) {
            OffHeap.write(new float[]{1, -2, 3, 0}, parameter.gradient());
            PAPER.update(parameter, 1, 0.5, sweep);
            assertArrayEquals(new float[]{-0.5f, 1, -1.5f, 0}, OffHeap.read(parameter.value()));
        }
    }

    /** Where every margin is met the gradient is exactly zero: only the decay is left, and nothing is not a number. */
    @Test
    void aGradientOfZerosLeavesTheDecay() {
        try (Parameter parameter = new Parameter(DataType.FLOAT, 1, 2); ParameterSweep sweep = new ParameterSweep(WORKERS)) {
            OffHeap.write(new float[]{2, -4}, parameter.value());
            new Lars(0.9, 0.001, 0.25).update(parameter, 1, 0.5, sweep);
            assertArrayEquals(new float[]{1.75f, -3.5f}, OffHeap.read(parameter.value()));
            new Lars(0).update(parameter, 2, 0, sweep);
            assertArrayEquals(new float[]{1.75f, -3.5f}, OffHeap.read(parameter.value()));
        }
    }

    private static double[] gradient(Parameter parameter, SplittableRandom random, double size) {
        double[] g = random.doubles(parameter.gradient().length(), -1, 1).map(x -> x * size).toArray();
        OffHeap.writeDoubles(g, parameter.gradient());
        OffHeap.readDoubles(parameter.gradient(), g);
        return g;
    }

    private static double[] doubles(Parameter parameter) {
        double[] values = new double[(int) parameter.value().length()];
        OffHeap.readDoubles(parameter.value(), values);
        return values;
    }
}
