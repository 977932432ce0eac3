package io.localssl.cli;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy against the seconds of pretraining: a line a rule, a point an epoch, error bars of one standard deviation. What is not trained is a
 * level line.
 */
final class AccuracyPlot {
    private AccuracyPlot() {
    }

    /**
     * Draws rows.
     *
     * @param rows  the rows; those that failed are left out.
     * @param probe the probe of the curves.
     */
    static Plot of(List<ComparisonRow> rows, String probe) {
        Plot plot = new Plot("Accuracy and time", "wall-clock seconds of pretraining, mean over seeds", "test images right (%, " + probe + " probe)");
        double end = rows.stream().flatMap(row -> row.curve().stream()).mapToDouble(point -> point.seconds().mean()).max().orElse(0);
        for (ComparisonRow row : rows) {
            if (row.cost() != null) {
                plot.line(row.features(), values(row, point -> point.seconds().mean()), values(row, point -> 100 * point.accuracy().mean()),
                        values(row, point -> point.accuracy().sd() == null ? 0 : 100 * point.accuracy().sd()));
            }
        }
        for (ComparisonRow row : rows) {
            if (row.cost() == null && row.n() > 0) {
                double accuracy = 100 * row.accuracy().get(probe).mean();
                plot.line(row.features(), new double[] {0, end == 0 ? 1 : end}, new double[] {accuracy, accuracy}, null);
            }
        }
        return plot;
    }

    private static double[] values(ComparisonRow row, ToDoubleFunction<ComparisonRow.Point> value) {
        return row.curve().stream().mapToDouble(value).toArray();
    }
}
