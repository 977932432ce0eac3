package io.localssl.benchmarks.pytorch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Median and least of some durations.
 *
 * @param median in milliseconds; of an even number of durations the mean of the middle two.
 * @param min    in milliseconds.
 */
record Times(double median, double min) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** @param nanos at least one duration. */
    static Times of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return new Times((sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0 / NANOS_PER_MILLI, sorted[0] / NANOS_PER_MILLI);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("median", Json.rounded(median));
        map.put("min", Json.rounded(min));
        return map;
    }
}
