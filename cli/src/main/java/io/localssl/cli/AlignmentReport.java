package io.localssl.cli;

import io.localssl.analysis.Alignment;
import io.localssl.analysis.Interval;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The alignment of two rules as JSON, CSV, picture and text.
 *
 * @param rule       the rule that trained.
 * @param against    the rule it was compared with.
 * @param alignments one a measurement, at least one.
 */
record AlignmentReport(String rule, String against, List<Alignment> alignments) {

    /**
     * Writes alignment.json, .csv, .svg and .png.
     *
     * @param folder where, made if it is missing.
     * @param facts  what else the JSON shall say of the run.
     */
    void write(Path folder, Map<String, Object> facts) throws IOException {
        Files.createDirectories(folder);
        writeJson(folder.resolve("alignment.json"), facts);
        AtomicFile.write(folder.resolve("alignment.csv"), this::writeCsv);
        Plot plot = plot();
        plot.write(folder.resolve("alignment.svg"));
        plot.write(folder.resolve("alignment.png"));
    }

    void writeJson(Path file, Map<String, Object> facts) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>(facts);
        List<Map<String, Object>> epochs = new ArrayList<>();
        for (Alignment alignment : alignments) {
            Map<String, Object> epoch = new LinkedHashMap<>();
            epoch.put("epoch", alignment.epoch());
            epoch.put("blocks", IntStream.range(0, depth()).mapToObj(l -> block(l, alignment.blocks().get(l))).toList());
            epochs.add(epoch);
        }
        result.put("epochs", epochs);
        Json.write(file, result);
    }

    private static Map<String, Object> block(int block, Interval cosine) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("block", block + 1);
        entry.put("cosine", cosine.mean());
        entry.put("half_width_95", cosine.halfWidth());
        entry.put("batches", cosine.n());
        return entry;
    }

    private void writeCsv(Path path) throws IOException {
        try (CsvTable table = new CsvTable(path)) {
            table.row("epoch", "block", "cosine", "half_width_95", "batches");
            for (Alignment alignment : alignments) {
                for (int l = 0; l < depth(); l++) {
                    Interval cosine = alignment.blocks().get(l);
                    table.row(alignment.epoch(), l + 1, cosine.mean(), cosine.halfWidth(), cosine.n());
                }
            }
        }
    }

    private Plot plot() {
        Map<String, List<Interval>> curves = new LinkedHashMap<>();
        alignments.forEach(alignment -> curves.put(name(alignment), alignment.blocks()));
        return CosinePlot.of(rule + " and " + against, "block", curves);
    }

    private int depth() {
        return alignments.get(0).blocks().size();
    }

    private static String name(Alignment alignment) {
        return alignment.epoch() == 0 ? "untrained" : "epoch " + alignment.epoch();
    }

    /** Prints a table. */
    void print(PrintWriter text) {
        text.printf("Cosine of the weight gradients of %s%n  and %s,%n  mean and 95 %% interval over %d batches%n", rule, against, alignments.get(0).blocks().get(0).n());
        text.print("block     ");
        IntStream.rangeClosed(1, depth()).forEach(block -> text.printf("  %12d", block));
        text.println();
        for (Alignment alignment : alignments) {
            text.printf("%-10s", name(alignment));
            alignment.blocks().forEach(cosine -> text.printf(Locale.ROOT, "  %.3f +-%.3f", cosine.mean(), cosine.halfWidth()));
            text.println();
        }
    }
}
