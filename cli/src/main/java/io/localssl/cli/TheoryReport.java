package io.localssl.cli;

import io.localssl.analysis.Interval;
import io.localssl.analysis.theory.AlignmentCurve;
import io.localssl.analysis.theory.TheoryFigure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure of the theory as JSON, CSV, picture and text.
 *
 * @param figure  which one.
 * @param seed    of the run.
 * @param batches of the run.
 * @param curves  what was measured, at least one.
 */
record TheoryReport(TheoryFigure figure, long seed, int batches, List<AlignmentCurve> curves) {
    private static final String LAYER = "layer";

    /** @return the file of that ending, for example {@code theory-3a.csv}. */
    static Path file(Path folder, TheoryFigure figure, String ending) {
        return folder.resolve("theory-" + figure.id() + "." + ending);
    }

    /**
     * Writes theory-F.json, .csv, .svg and .png.
     *
     * @param folder where, made if it is missing.
     */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        writeJson(file(folder, figure, "json"));
        AtomicFile.write(file(folder, figure, "csv"), this::writeCsv);
        Plot plot = plot();
        plot.write(file(folder, figure, "svg"));
        plot.write(file(folder, figure, "png"));
    }

    void writeJson(Path path) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("figure", figure.id());
        result.put("title", figure.title());
        result.put("quantity", "cosine of the local and the back-propagated weight gradient of a layer, mean and 95 % interval over batches");
        result.put("settings", figure.settings());
        result.put("seed", seed);
        result.put("batches", batches);
        result.put("pairs_per_batch", TheoryFigure.BATCH_PAIRS);
        result.put("curves", curves.stream().map(TheoryReport::toMap).toList());
        Json.write(path, result);
    }

    private static Map<String, Object> toMap(AlignmentCurve curve) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Interval cosine : curve.layers()) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put(LAYER, layers.size() + 1);
            layer.put("cosine", cosine.mean());
            layer.put("half_width_95", cosine.halfWidth());
            layers.add(layer);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", curve.name());
        map.put("network", curve.network());
        map.put("rule", curve.rule());
        map.put("layers", layers);
        return map;
    }

    private void writeCsv(Path path) throws IOException {
        try (CsvTable table = new CsvTable(path)) {
            table.row("curve", LAYER, "cosine", "half_width_95", "batches");
            for (AlignmentCurve curve : curves) {
                for (int l = 0; l < depth(); l++) {
                    Interval cosine = curve.layers().get(l);
                    table.row(curve.name(), l + 1, cosine.mean(), cosine.halfWidth(), cosine.n());
                }
            }
        }
    }

    private Plot plot() {
        Map<String, List<Interval>> cosines = new LinkedHashMap<>();
        curves.forEach(curve -> cosines.put(curve.name(), curve.layers()));
        return CosinePlot.of(figure.title(), LAYER, cosines);
    }

    private int depth() {
        return curves.get(0).layers().size();
    }

    /** Prints a table, two lines a curve so that it fits 80 columns. */
    void print(PrintWriter text) {
        text.printf("%s:%ncosine of local and back-propagated weight gradients in each layer, mean and%n95 %% interval over %d batches%n",
                figure.title(), batches);
        for (AlignmentCurve curve : curves) {
            text.println(curve.name() + ":");
            curve.layers().forEach(cosine -> text.printf(Locale.ROOT, " %.3f+-%.3f", cosine.mean(), cosine.halfWidth()));
            text.println();
        }
    }
}
