package io.localssl.cli;

import io.localssl.LocalSSLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What a comparison found so far: tables, plot and JSON of all finished cells of its folder. */
final class ComparisonReport {
    private final ComparisonFolder folder;
    private final Map<String, String> settings;
    private final List<String> probes;
    private final List<String> rules;

    /**
     * @param folder   where cells are, and files go.
     * @param settings texts by the names of their options.
     * @param probes   the names of the probes, that of the curve first.
     * @param rules    the rules in the order of their rows; others follow.
     */
    ComparisonReport(ComparisonFolder folder, Map<String, String> settings, Collection<String> probes, Collection<String> rules) {
        this.folder = folder;
        this.settings = settings;
        this.probes = List.copyOf(probes);
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads the cells and writes the files anew.
     *
     * @param warning receives a line if this Java cannot draw the plot, which takes nothing from the tables.
     */
    void write(Consumer<String> warning) throws IOException {
        List<CellResult> cells = folder.readAll();
        ComparisonTable table = new ComparisonTable(probes, rows(cells));
        AtomicFile.write(folder.markdown(), file -> Files.writeString(file, table.markdown() + "\n" + legend()));
        table.writeCsv(folder.csv());
        writeJson(folder.json());
        try {
            AccuracyPlot.of(table.rows(), probes.get(0)).write(folder.plot());
        } catch (LocalSSLException e) {
            warning.accept("no plot: " + e.getMessage());
        }
    }

    /** @return the table, see {@link ComparisonTable#markdown}. */
    String markdown() throws IOException {
        return new ComparisonTable(probes, rows(folder.readAll())).markdown();
    }

    /** Writes settings, rows and cells. */
    void writeJson(Path path) throws IOException {
        List<CellResult> cells = folder.readAll();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("settings", settings);
        all.put("rows", rows(cells));
        all.put("cells", cells);
        Json.write(path, all);
    }

    private List<ComparisonRow> rows(List<CellResult> cells) {
        Set<String> names = new LinkedHashSet<>(List.of(Cell.PIXELS, Cell.UNTRAINED));
        names.addAll(rules);
        cells.forEach(cell -> names.add(cell.features()));
        return names.stream().map(name -> ComparisonRow.of(name, cells, probes)).filter(row -> row.n() + row.failures().size() > 0).toList();
    }

    private String legend() {
        StringBuilder text = new StringBuilder("Accuracy is the part of the test images that the probe gets right, in per cent. ")
                .append("Seconds, images per second and peak memory beside the Java heap (MiB) are those of pretraining. ")
                .append("Mean ± standard deviation over n seeds.\n\n");
        settings.forEach((name, value) -> text.append("    ").append(name).append(' ').append(value).append('\n'));
        return text.append("\n![accuracy against time](").append(folder.plot().getFileName()).append(")\n").toString();
    }
}
