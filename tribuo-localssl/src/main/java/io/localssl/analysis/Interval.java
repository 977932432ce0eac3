package io.localssl.analysis;

import org.apache.commons.math3.distribution.TDistribution;

import java.util.Arrays;

/**
 * The mean of repeated measurements and its 95 % confidence interval, mean +- halfWidth:
 * halfWidth = t(0.975, n - 1) * s / sqrt(n) with the sample's standard deviation s (divisor n - 1) and Student's t.
 * <p>
 * One measurement says nothing of its spread: its half width is 0.
 *
 * @param mean      the mean.
 * @param halfWidth half the width of the interval, at least 0.
 * @param n         how many measurements.
 */
public record Interval(double mean, double halfWidth, int n) {

    /**
     * @param values at least one measurement.
     * @return their mean and interval.
     * @throws IllegalArgumentException if there is none.
     */
    public static Interval of(double... values) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("found no measurement, expected at least one");
        }
        double mean = Arrays.stream(values).sum() / n;
        if (n == 1) {
            return new Interval(mean, 0, 1);
        }
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        double t = new TDistribution(null, n - 1).inverseCumulativeProbability(0.975); // null: no random generator, nothing is drawn
        return new Interval(mean, t * Math.sqrt(squares / (n - 1) / n), n);
    }
}
