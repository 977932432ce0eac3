package io.localssl.cli;

import io.localssl.data.fetch.FetchListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows how a fetch goes: a bar for each stage of each file on a terminal, else a line when a stage begins, and within long ones every ten seconds. */
final class FetchProgress implements FetchListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final long MEGABYTE = 1_000_000;

    private final PrintWriter err;
    private final boolean drawn;
    private final Clock clock;
    private final ProgressBarConsumer console = WatchedImages.console();
    private @Nullable ProgressBar bar;
    private String task = "";
    private String named = "";
    private long total;
    private Instant lastLine = Instant.EPOCH;

    /**
     * @param err   receives the lines.
     * @param drawn whether to draw a bar on the terminal instead.
     * @param clock tells the time.
     */
    FetchProgress(PrintWriter err, boolean drawn, Clock clock) {
        this.err = err;
        this.drawn = drawn;
        this.clock = clock;
    }

    @Override
    public void onStage(Stage stage, String file, long done, long bytes) {
        end();
        String verb = switch (stage) {
            case DOWNLOAD -> "fetching";
            case CHECK -> "checking";
            case UNPACK -> "unpacking";
        };
        task = verb + " " + file;
        total = bytes;
        if (!drawn) {
            line(task + (done > 0 ? ": going on after " + megabytes(done) : "") + " (" + megabytes(bytes) + ")");
            return;
        }
        if (!file.equals(named)) { // on a line of its own, so that there is room for the bar on 80 columns
            line(file);
            named = file;
        }
        bar = WatchedImages.bar(verb, bytes, console).setUnit(" MB", MEGABYTE).showSpeed().startsFrom(done, Duration.ZERO).build();
    }

    @Override
    public void onProgress(long done) {
        if (bar != null) {
            bar.stepTo(done);
        } else if (Duration.between(lastLine, clock.instant()).compareTo(BETWEEN_LINES) >= 0) {
            line(String.format(Locale.ROOT, "%s: %s of %s, %d %%", task, megabytes(done), megabytes(total), total == 0 ? 100 : done * 100 / total));
        }
    }

    @Override
    public void onNotice(String notice) {
        end();
        line(notice);
    }

    private void line(String text) {
        err.println(text);
        err.flush();
        lastLine = clock.instant();
    }

    /** @return for example {@code 170.1 MB}. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGABYTE);
    }

    @Override
    public void close() {
        end();
    }

    /** Ends the bar if there is one. */
    void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
