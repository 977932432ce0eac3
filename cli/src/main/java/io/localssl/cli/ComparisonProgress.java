package io.localssl.cli;

import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells how far a comparison is: each line behind the number and the name of its cell, and the time that is left for all of them. */
final class ComparisonProgress {
    private static final Pattern EPOCH = Pattern.compile("epoch (\\d+)/\\d+: loss .*");

    private final PrintWriter err;
    private final int cells;
    private final int pretrainings;
    private final int epochs;
    private String name = "";
    private int cell = 0;
    private int pretraining = 0;
    private long start = 0;

    /**
     * @param err          receives the lines.
     * @param cells        how many cells there are.
     * @param pretrainings how many of them are yet to be pretrained.
     * @param epochs       the epochs of each.
     */
    ComparisonProgress(PrintWriter err, int cells, int pretrainings, int epochs) {
        this.err = err;
        this.cells = cells;
        this.pretrainings = pretrainings;
        this.epochs = epochs;
    }

    /** The next cell begins. */
    void next(Cell cell) {
        this.cell++;
        name = cell.toString();
    }

    /** The pretraining of the cell begins. */
    void pretraining() {
        pretraining++;
        if (pretraining == 1) {
            start = System.nanoTime();
        }
        line("pretraining");
    }

    /** Shows what the cell, or its pretraining, has to say. */
    void line(String text) {
        Matcher epoch = EPOCH.matcher(text);
        err.printf("%d/%d %s: %s%s%n", cell, cells, name, text, epoch.matches() ? timeLeft(Integer.parseInt(epoch.group(1))) : "");
        err.flush();
    }

    /** Epochs of all rules are taken to last equally long, their share of the probes included. */
    private String timeLeft(int epoch) {
        double seconds = (System.nanoTime() - start) / 1e9;
        int done = (pretraining - 1) * epochs + epoch;
        return ", all cells " + TrainingProgress.time(seconds / done * (pretrainings * epochs - done));
    }
}
