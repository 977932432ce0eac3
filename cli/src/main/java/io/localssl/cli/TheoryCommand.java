package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.analysis.theory.TheoryFigure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code localssl theory}. */
@Command(name = "theory", header = "Show on small networks when local learning equals back-propagation.", description = {
        "The paper's figures of its theory on generated data: the cosine of local and back-propagated weight gradients in each layer. "
                + "Writes theory-F.json, .csv, .svg and .png to --out; the JSON says what each curve is."},
        footer = {"", "Example:",
                "  localssl theory --figure 2 --out runs/theory"})
final class TheoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--figure", required = true, paramLabel = "F", description = {
            "2: linear or ReLU, orthogonal or default weights, optimal or random matrices; 3a: decreasing widths, with and without direct feedback; "
                    + "3b: a trained ReLU network; 4b: convolutions, with and without spatial dependence."})
    private String figure;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "20",
            description = "Batches that the cosine is measured on (default: ${DEFAULT-VALUE}).")
    private int batches;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of weights and data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the results, made if it is missing.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        TheoryFigure chosen = TheoryFigure.parse(figure);
        if (batches < 1) {
            throw new LocalSSLException("found --batches " + batches + ", expected at least 1");
        }
        AtomicFile.requireWritable(TheoryReport.file(out, chosen, "json"));
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        TheoryReport report = new TheoryReport(chosen, seed, batches, chosen.measure(seed, batches, this::show));
        report.write(out);
        if (json != null) {
            report.writeJson(json);
        }
        PrintWriter text = spec.commandLine().getOut();
        report.print(text);
        text.printf("%s  the same as a picture; .svg, .csv and .json beside it%n", TheoryReport.file(out, chosen, "png"));
        return 0;
    }

    /** A line each tenth of the training. */
    private void show(int step, int steps, double loss) {
        if (step % (steps / 10) == 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(Locale.ROOT, "training the network: step %d/%d, loss %.2f%n", step, steps, loss);
            err.flush();
        }
    }
}
