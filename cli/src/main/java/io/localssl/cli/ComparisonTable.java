package io.localssl.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a comparison for people, in Markdown that reads well as it is, and for spreadsheets.
 *
 * @param probes the names of the probes, a column each.
 * @param rows   the rows.
 */
record ComparisonTable(List<String> probes, List<ComparisonRow> rows) {
    private static final String NOTHING = "–";

    /** @return the table, and below it why cells failed. */
    String markdown() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(header());
        rows.forEach(row -> lines.add(line(row)));
        int[] widths = new int[lines.get(0).size()];
        Arrays.fill(widths, 3);
        lines.forEach(line -> Arrays.setAll(widths, i -> Math.max(widths[i], line.get(i).length())));
        lines.add(1, IntStream.range(0, widths.length).mapToObj(i -> "-".repeat(widths[i] - 1) + (i == 0 ? "-" : ":")).toList());
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                text.append("| ").append(i == 0 ? line.get(i) + padding : padding + line.get(i)).append(' ');
            }
            text.append("|\n");
        }
        rows.forEach(row -> row.failures().forEach((seed, failure) ->
                text.append("\nFailed: ").append(new Cell(row.features(), seed)).append(": ").append(failure).append('\n')));
        return text.toString();
    }

    private List<String> header() {
        return Stream.of(Stream.of("features"), probes.stream().map(probe -> probe + " %"), Stream.of("seconds", "images/s", "MiB", "n"))
                .flatMap(names -> names).toList();
    }

    private List<String> line(ComparisonRow row) {
        List<String> line = new ArrayList<>(List.of(row.features()));
        probes.forEach(probe -> line.add(row.accuracy().containsKey(probe) ? row.accuracy().get(probe).text(100, 1) : NOTHING));
        ComparisonRow.Cost cost = row.cost();
        if (cost == null) {
            line.addAll(Collections.nCopies(3, NOTHING));
        } else {
            line.add(cost.secondsTotal().text(1, cost.secondsTotal().mean() < 100 ? 1 : 0));
            line.add(cost.imagesPerSecond().text(1, 0));
            line.add(cost.peakOffheapMb().text(1, 0));
        }
        int all = row.n() + row.failures().size();
        line.add(row.n() == all ? Integer.toString(all) : row.n() + " of " + all);
        return line;
    }

    /** Writes the rows with all digits; what there is not is empty. */
    void writeCsv(Path path) throws IOException {
        List<String> numbers = Stream.concat(probes.stream().map(probe -> "accuracy_" + probe),
                Stream.of("seconds_total", "images_per_second", "peak_offheap_mb")).toList();
        AtomicFile.write(path, file -> {
            try (CsvTable table = new CsvTable(file)) {
                table.row(Stream.of(Stream.of("features", "n", "failed"), numbers.stream().flatMap(number -> Stream.of(number + "_mean", number + "_sd")))
                        .flatMap(names -> names).toArray());
                for (ComparisonRow row : rows) {
                    table.row(Stream.concat(Stream.of(row.features(), row.n(), row.failures().size()), numbers(row).stream()).toArray());
                }
            }
        });
    }

    private List<Object> numbers(ComparisonRow row) {
        List<Object> numbers = new ArrayList<>();
        probes.forEach(probe -> add(numbers, row.accuracy().get(probe)));
        ComparisonRow.Cost cost = row.cost();
        add(numbers, cost == null ? null : cost.secondsTotal());
        add(numbers, cost == null ? null : cost.imagesPerSecond());
        add(numbers, cost == null ? null : cost.peakOffheapMb());
        return numbers;
    }

    private static void add(List<Object> numbers, @Nullable Spread spread) {
        numbers.add(spread == null ? "" : spread.mean());
        numbers.add(spread == null || spread.sd() == null ? "" : spread.sd());
    }
}
