package io.localssl.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AdamWTest {

    /** The equations, element by element, over ten steps with gradients from very small to large. */
    @ParameterizedTest
    @CsvSource({"2e-4, 0", "2e-4, 1e-5", "0.1, 0.3"})
    void followsTheEquations(double learningRate, double weightDecay) {
        int n = (1 << 16) + 13; // more than a panel
        SplittableRandom random = new SplittableRandom(3);
        AdamW optimiser = new AdamW(weightDecay);
        double[] p = new double[n];
        double[] m = new double[n];
        double[] v = new double[n];
        try (Parameter parameter = new Parameter(DataType.FLOAT, n); Workers workers = new Workers(2); ParameterSweep sweep = new ParameterSweep(workers)) {
            parameter.initialiseUniform(1, random);
            OffHeap.readDoubles(parameter.value(), p);
            for (int t = 1; t <= 10; t++) {
                double[] g = new double[n];
                for (int i = 0; i < n; i++) {
                    g[i] = i == 0 ? 0 : (2 * random.nextDouble() - 1) * Math.pow(10, i % 13 - 10);
                    p[i] -= learningRate * weightDecay * p[i];
                    m[i] = 0.9 * m[i] + 0.1 * g[i];
                    v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                    p[i] -= learningRate * (m[i] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                }
                OffHeap.writeDoubles(g, parameter.gradient());
                OffHeap.readDoubles(parameter.gradient(), g);
                optimiser.update(parameter, t, learningRate, sweep);
            }
            double[] found = new double[n];
            OffHeap.readDoubles(parameter.value(), found);
            for (int i = 0; i < n; i++) {
                assertEquals(p[i], found[i], 1e-4 * learningRate + 1e-6, "element " + i);
            }
        }
    }
}
