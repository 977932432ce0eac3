package io.localssl.cli;

import io.localssl.LocalSSLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a comparison leaves behind: its settings, its tables and plot, and a JSON file of each finished cell, so that the same command goes on
 * after an interruption.
 *
 * @param folder where it is.
 */
record ComparisonFolder(Path folder) {

    /** @return the settings that all cells share. */
    Path settings() {
        return folder.resolve("comparison.json");
    }

    /** @return the table for reading. */
    Path markdown() {
        return folder.resolve("results.md");
    }

    /** @return the table for a spreadsheet. */
    Path csv() {
        return folder.resolve("results.csv");
    }

    /** @return table, curves and cells for other programs. */
    Path json() {
        return folder.resolve("results.json");
    }

    /** @return the plot of accuracy against time. */
    Path plot() {
        return folder.resolve("accuracy.png");
    }

    private Path cells() {
        return folder.resolve("cells");
    }

    /** @return the pretraining run of a cell. */
    RunFolder run(Cell cell) {
        return new RunFolder(cells().resolve(cell.fileName()));
    }

    /** @return where the pretraining of a cell writes what it took, when it is done. */
    Path cost(Cell cell) {
        return run(cell).folder().resolve("run.json");
    }

    /** @return what the pretraining of a cell printed. */
    Path log(Cell cell) {
        return run(cell).folder().resolve("log.txt");
    }

    private Path result(Cell cell) {
        return cells().resolve(cell.fileName() + ".json");
    }

    /**
     * Keeps the settings of a new comparison.
     *
     * @param settings texts by the names of their options.
     * @throws LocalSSLException if a comparison with other settings is here.
     */
    void requireSettings(Map<String, String> settings) throws IOException {
        if (!Files.exists(settings())) {
            AtomicFile.requireWritable(settings());
            Json.write(settings(), settings);
            return;
        }
        Map<?, ?> begun = Json.read(settings(), LinkedHashMap.class);
        Set<Object> names = new LinkedHashSet<>(begun.keySet());
        names.addAll(settings.keySet());
        for (Object name : names) {
            Object before = begun.get(name);
            String now = settings.get(name);
            if (!String.valueOf(before).equals(String.valueOf(now))) {
                throw new LocalSSLException("found " + (now == null ? "no " + name : name + " " + now) + ", expected " + (before == null ? "none" : before)
                        + " as in " + settings() + ", where the comparison began; choose another --out for other settings");
            }
        }
    }

    /** @return whether the encoders of all epochs of a cell are there. */
    boolean isPretrained(Cell cell, int epochs) {
        return Files.exists(cost(cell)) && IntStream.rangeClosed(1, epochs).allMatch(epoch -> Files.exists(run(cell).encoder(epoch)));
    }

    /** @return what the pretraining of a cell took. */
    CellResult.Cost readCost(Cell cell) throws IOException {
        return Json.read(cost(cell), CellResult.Cost.class);
    }

    /** @return the result of a cell if it is finished. */
    Optional<CellResult> read(Cell cell) throws IOException {
        return Files.exists(result(cell)) ? Optional.of(Json.read(result(cell), CellResult.class)) : Optional.empty();
    }

    /** Keeps the result of a cell, and deletes the encoders of its epochs, which have served. */
    void write(Cell cell, CellResult result) throws IOException {
        Files.createDirectories(cells());
        Json.write(result(cell), result);
        for (CellResult.Point point : result.curve()) {
            Files.deleteIfExists(run(cell).encoder(point.epoch()));
        }
    }

    /** @return the results of all finished cells, also of those that an earlier command asked for. */
    List<CellResult> readAll() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(cells())) {
            files = entries.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
        List<CellResult> results = new ArrayList<>();
        for (Path file : files) {
            results.add(Json.read(file, CellResult.class));
        }
        return results;
    }
}
