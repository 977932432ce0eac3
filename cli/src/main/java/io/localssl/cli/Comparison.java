package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Brings the cells of a comparison to their ends, one after the other. A finished cell is not done again, one that failed is; one that is pretrained
 * goes on with its probes, one that was interrupted before begins again.
 */
final class Comparison {
    private final ComparisonFolder folder;
    private final CellPretraining pretraining;
    private final LongFunction<ImageEncoder> untrained;
    private final CellProbe probe;
    private final ComparisonReport report;
    private final int epochs;

    /**
     * @param folder      where the files go.
     * @param pretraining pretrains an encoder.
     * @param untrained   gives the untrained encoder of a seed; it is closed here.
     * @param probe       judges encoders.
     * @param report      shows what was found.
     * @param epochs      epochs of pretraining.
     */
    Comparison(ComparisonFolder folder, CellPretraining pretraining, LongFunction<ImageEncoder> untrained, CellProbe probe, ComparisonReport report,
            int epochs) {
        this.folder = folder;
        this.pretraining = pretraining;
        this.untrained = untrained;
        this.probe = probe;
        this.report = report;
        this.epochs = epochs;
    }

    /**
     * Does what is to be done, and writes the report after each cell.
     *
     * @param cells the cells.
     * @param err   receives the progress.
     * @return whether all of them have a result, and none failed.
     * @throws InterruptedException if somebody ended a pretraining.
     */
    boolean run(List<Cell> cells, PrintWriter err) throws IOException, InterruptedException {
        int pretrainings = 0;
        for (Cell cell : cells) {
            pretrainings += isDone(cell) || !cell.isPretrained() || folder.isPretrained(cell, epochs) ? 0 : 1;
        }
        ComparisonProgress progress = new ComparisonProgress(err, cells.size(), pretrainings, epochs);
        boolean complete = true;
        for (Cell cell : cells) {
            progress.next(cell);
            if (isDone(cell)) {
                progress.line("done before");
            } else {
                CellResult result = work(cell, progress);
                folder.write(cell, result);
                progress.end(result.failure());
                complete &= result.failure() == null;
                report.write(progress::line);
            }
        }
        report.write(progress::line); // also where nothing was to be done
        return complete;
    }

    private boolean isDone(Cell cell) throws IOException {
        Optional<CellResult> found = folder.read(cell);
        return found.isPresent() && found.get().failure() == null;
    }

    private CellResult work(Cell cell, ComparisonProgress progress) throws IOException, InterruptedException {
        if (cell.isPixels()) {
            return probe.pixels(cell); // a failure here is one of the images, which all cells share
        }
        try {
            if (!cell.isPretrained()) {
                try (ImageEncoder encoder = untrained.apply(cell.seed())) {
                    return probe.untrained(cell, encoder);
                }
            }
            if (!folder.isPretrained(cell, epochs)) {
                progress.pretraining();
                Optional<String> failure = pretraining.run(cell, progress::line);
                if (failure.isPresent()) {
                    return CellResult.failed(cell, failure.get());
                }
            }
            return probe.run(cell, folder.run(cell), folder.readCost(cell), progress::line);
        } catch (LocalSSLException e) {
            return CellResult.failed(cell, Failure.line(e));
        }
    }
}
