package io.localssl.cli;

import io.localssl.train.EpochReport;
import io.localssl.train.StepReport;
import io.localssl.train.TrainingListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows how training goes: after the first seconds what it will cost, and a bar with the time left and the losses on a terminal, else a line each epoch and, within long epochs, each minute. The losses are
 * the means of the epoch so far, one a block.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final PrintWriter err;
    private final boolean drawn;
    private final Clock clock;
    private final CostEstimate cost;
    private final ProgressBarConsumer console = WatchedImages.console();
    private @Nullable ProgressBar bar;
    private double[] lossSums = new double[0];
    private long images;
    private Instant lastLine;

    /**
     * @param err            receives the lines.
     * @param drawn          whether to draw a bar on the terminal instead.
     * @param clock          tells the time.
     * @param imagesPerEpoch images in an epoch.
     */
    TrainingProgress(PrintWriter err, boolean drawn, Clock clock, int imagesPerEpoch) {
        this.err = err;
        this.drawn = drawn;
        this.clock = clock;
        this.cost = new CostEstimate(clock, imagesPerEpoch);
        this.lastLine = clock.instant();
    }

    @Override
    public void onStep(StepReport report) {
        if (report.step() == 1) {
            lossSums = new double[report.blockLosses().length];
            images = 0;
        }
        for (int l = 0; l < lossSums.length; l++) {
            lossSums[l] += report.blockLosses()[l] * report.images();
        }
        images += report.images();
        if (drawn) {
            draw(report);
        } else if (Duration.between(lastLine, clock.instant()).compareTo(BETWEEN_LINES) > 0) {
            line("epoch " + report.epoch() + "/" + report.epochs() + ", step " + report.step() + "/" + report.stepsPerEpoch() + ": loss " + meanLosses());
        }
        cost.onStep(report).ifPresent(this::announce);
    }

    @Override
    public void onEpoch(EpochReport report) {
        if (!drawn) {
            double left = report.secondsTotal() / report.epoch() * (report.epochs() - report.epoch());
            line(String.format(Locale.ROOT, "epoch %d/%d: loss %s, %.0f images/s, %s left", report.epoch(), report.epochs(),
                    losses(report.meanBlockLosses()), report.imagesPerSecond(), time(left)));
        }
    }

    /** Shows a line, above the bar if there is one. */
    private void announce(String text) {
        if (bar == null) {
            line(text);
            return;
        }
        bar.pause();
        console.clear();
        line(text);
        bar.resume();
    }

    private void draw(StepReport report) {
        if (bar == null) {
            // a legend, so that the losses of six blocks fit beside the bar on 80 columns
            err.printf("%d epochs of %d steps; time passed / left, epoch, loss of each block:%n", report.epochs(), report.stepsPerEpoch());
            err.flush();
            bar = WatchedImages.bar("", (long) report.epochs() * report.stepsPerEpoch(), console).build();
        }
        bar.setExtraMessage(report.epoch() + "/" + report.epochs() + " loss " + meanLosses());
        bar.step();
    }

    private String meanLosses() {
        return losses(Arrays.stream(lossSums).map(sum -> sum / images).toArray());
    }

    private void line(String text) {
        err.println(text);
        err.flush();
        lastLine = clock.instant();
    }

    /** @return the losses with two digits, one a block. */
    static String losses(double[] blocks) {
        return Arrays.stream(blocks).mapToObj(loss -> String.format(Locale.ROOT, "%.2f", loss)).collect(Collectors.joining(" "));
    }

    /** @return for example {@code 75:02} for 75 minutes and 2 seconds. */
    static String time(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
