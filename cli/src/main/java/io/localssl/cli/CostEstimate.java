package io.localssl.cli;

import io.localssl.train.StepReport;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures in the first seconds of training how long the rest will take. The first three seconds, in which Java compiles and memory is touched for the first time, do not
 * count, nor does the first step; then it takes seven seconds and at least two steps.
 */
final class CostEstimate {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASUREMENT = Duration.ofSeconds(7);
    private static final int MIN_STEPS = 2;
    private static final double HOUR = 3600;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Clock clock;
    private final int imagesPerEpoch;
    private final Instant start;
    private @Nullable Instant begin;
    private long imagesBefore = 0;
    private long images = 0;
    private int steps = 0;
    private boolean told = false;

    /**
     * @param clock          the clock.
     * @param imagesPerEpoch images in an epoch.
     */
    CostEstimate(Clock clock, int imagesPerEpoch) {
        this.clock = clock;
        this.imagesPerEpoch = imagesPerEpoch;
        this.start = clock.instant();
    }

    /**
     * Counts a step.
     *
     * @return the estimate, once, when there is one.
     */
    Optional<String> onStep(StepReport report) {
        if (told) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        images += report.images();
        if (begin == null) {
            if (Duration.between(start, now).compareTo(WARM_UP) >= 0) {
                begin = now;
                imagesBefore = images;
            }
            return Optional.empty();
        }
        steps++;
        Duration measured = Duration.between(begin, now);
        if (steps < MIN_STEPS || measured.compareTo(MEASUREMENT) < 0) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(line((images - imagesBefore) / (measured.toNanos() / 1e9), report.epochs(), now));
    }

    private String line(double rate, int epochs, Instant now) {
        double left = Math.max(0, (double) epochs * imagesPerEpoch - images) / rate;
        String end = MINUTE.format(now.plusSeconds(Math.round(left)).atZone(clock.getZone()));
        return String.format(Locale.ROOT, "%s images/s on this machine: %,d images an epoch, %,d epochs, %s left, done %s at this rate%s", rate(rate), imagesPerEpoch,
                epochs, span(left), end, left > HOUR ? advice(rate) : "");
    }

    /** How a run gets shorter, in options of pretrain. */
    private String advice(double rate) {
        long hour = Math.max(2, Math.round(HOUR * rate));
        String fit = hour >= imagesPerEpoch ? "--epochs " + hour / imagesPerEpoch : "--epochs 1 with #" + hour + " behind --data";
        return "; to shorten it: " + fit + " takes an hour, and a smaller --net is faster";
    }

    private static String rate(double rate) {
        return String.format(Locale.ROOT, rate >= 10 ? "%.0f" : "%.2g", rate);
    }

    /** @return for example {@code 45 seconds}, {@code 12 minutes}, {@code 8.5 hours}, {@code 338 hours (14.1 days)}. */
    private static String span(double seconds) {
        if (seconds < 90) {
            return String.format(Locale.ROOT, "%.0f seconds", seconds);
        }
        double hours = seconds / HOUR;
        if (hours < 1.5) {
            return String.format(Locale.ROOT, "%.0f minutes", 60 * hours);
        }
        return hours < 48 ? String.format(Locale.ROOT, "%.1f hours", hours) : String.format(Locale.ROOT, "%,.0f hours (%,.1f days)", hours, hours / 24);
    }
}
