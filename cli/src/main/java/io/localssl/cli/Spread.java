package io.localssl.cli;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;

/**
 * Mean and spread of n values.
 *
 * @param mean the mean.
 * @param sd   the standard deviation of the sample, sqrt(sum (x - mean)^2 / (n - 1)); null for one value, which has no spread.
 * @param n    how many values, at least 1.
 */
record Spread(double mean, @Nullable Double sd, int n) {

    static Spread of(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return new Spread(mean, values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)), values.length);
    }

    /** @return for example {@code 59.3 ± 0.4}, both times the factor. */
    String text(double factor, int digits) {
        String format = "%." + digits + "f";
        return String.format(Locale.ROOT, format, factor * mean) + (sd == null ? "" : String.format(Locale.ROOT, " ± " + format, factor * sd));
    }
}
