package io.localssl.bench;

import java.util.Arrays;

/**
 * Repeated measurements of one thing, in milliseconds.
 *
 * @param ms       their median.
 * @param minMs    the fastest.
 * @param spreadMs the distance of the quartiles.
 */
public record Timing(double ms, double minMs, double spreadMs) {

    static Timing of(double... millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Timing(quantile(sorted, 0.5), sorted[0], quantile(sorted, 0.75) - quantile(sorted, 0.25));
    }

    private static double quantile(double[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
