package io.localssl.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pretrains the encoder of a cell in a Java process of its own, with the options of this one: time and memory are those of this cell alone, and
 * a crash takes nothing else with it.
 */
final class CellPretraining {
    private static final String ERROR = "localssl: ";
    private static final String PROGRESS = "epoch ";
    private static final int INTERRUPTED = 130; // 128 + SIGINT, how a shell and Java count
    private static final int TERMINATED = 143;

    private final ComparisonFolder folder;
    private final String data;
    private final Map<String, String> settings;

    /**
     * @param folder   where the files go.
     * @param data     the images.
     * @param settings all but rule and seed, by the names of their options.
     */
    CellPretraining(ComparisonFolder folder, String data, Map<String, String> settings) {
        this.folder = folder;
        this.data = data;
        this.settings = settings;
    }

    /**
     * Pretrains. What the process prints is in the log of the cell.
     *
     * @param cell     the cell.
     * @param progress receives the lines that say how far it is.
     * @return nothing if all is well, else why it failed.
     * @throws InterruptedException if somebody ended the process.
     */
    Optional<String> run(Cell cell, Consumer<String> progress) throws IOException, InterruptedException {
        Files.createDirectories(folder.run(cell).folder());
        Files.deleteIfExists(folder.cost(cell)); // until it is done again
        Process process = new ProcessBuilder(commandLine(cell)).redirectErrorStream(true).start();
        Thread end = new Thread(process::destroy, "end of " + cell);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            process.getOutputStream().close();
            Optional<String> error = follow(process, folder.log(cell), progress);
            int exitCode = process.waitFor();
            if (exitCode == INTERRUPTED || exitCode == TERMINATED) {
                throw new InterruptedException("pretraining of " + cell);
            }
            return exitCode == 0 ? Optional.empty()
                    : Optional.of(error.orElse("the process ended with exit code " + exitCode + "; what it printed is in " + folder.log(cell)));
        } finally {
            process.destroy();
            forget(end);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this process is ending, and the hook does its work
        }
    }

    private static Optional<String> follow(Process process, Path log, Consumer<String> progress) throws IOException {
        Optional<String> error = Optional.empty();
        try (BufferedReader lines = process.inputReader(Charset.defaultCharset()); PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.println(line);
                if (line.startsWith(PROGRESS)) {
                    progress.accept(line);
                } else if (line.startsWith(ERROR)) {
                    error = Optional.of(line.substring(ERROR.length()));
                }
            }
        }
        return error;
    }

    private List<String> commandLine(Cell cell) {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-agent") && !option.startsWith("-javaagent")) { // a debugger listens to one process
                line.add(option);
            }
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalSSL.class.getName(), "pretrain", "--data=" + data,
                "--rule=" + cell.features(), "--seed=" + cell.seed()));
        settings.forEach((option, value) -> line.add(option + "=" + value));
        line.addAll(List.of("--keep-epochs", "--out=" + folder.run(cell).folder(), "--json=" + folder.cost(cell)));
        return line;
    }
}
