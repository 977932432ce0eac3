package io.localssl.cli;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells how far a comparison is: each line behind the number and the name of its cell, and the time that is left for all of them. */
final class ComparisonProgress {
    private static final Pattern EPOCH = Pattern.compile("epoch (\\d+)/\\d+: loss .*");

    private final PrintWriter err;
    private final int cells;
    private final int epochs;
    private int cellsLeft;
    private int pretrainingsLeft;
    private String name = "";
    private long begin = 0;
    private int finished = 0;
    private double secondsOfFinished = 0;

    /**
     * @param err          receives the lines.
     * @param cells        how many cells there are.
     * @param pretrainings how many of them are yet to be pretrained.
     * @param epochs       the epochs of each.
     */
    ComparisonProgress(PrintWriter err, int cells, int pretrainings, int epochs) {
        this.err = err;
        this.cells = cells;
        this.cellsLeft = cells;
        this.pretrainingsLeft = pretrainings;
        this.epochs = epochs;
    }

    /** The next cell begins. */
    void next(Cell cell) {
        cellsLeft--;
        name = cell.toString();
        begin = 0;
    }

    /** The pretraining of the cell begins. */
    void pretraining() {
        pretrainingsLeft--;
        begin = System.nanoTime();
        line("pretraining");
    }

    /** The cell ends. */
    void end(@Nullable String failure) {
        if (failure == null && begin != 0) {
            finished++;
            secondsOfFinished += seconds();
        }
        line(failure == null ? "done" : "failed: " + failure);
    }

    /** Shows what the cell, or its pretraining, has to say. */
    void line(String text) {
        Matcher epoch = EPOCH.matcher(text);
        err.printf("%d/%d %s: %s%s%n", cells - cellsLeft, cells, name, text, epoch.matches() ? timeLeft(Integer.parseInt(epoch.group(1))) : "");
        err.flush();
    }

    /** The cells to come are taken to last as long as those before, probes included; for want of any, as long as this one. */
    private String timeLeft(int epoch) {
        double each = seconds() / epoch;
        double cell = finished == 0 ? each * epochs : secondsOfFinished / finished;
        return ", all cells " + TrainingProgress.time(each * (epochs - epoch) + cell * pretrainingsLeft);
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }
}
