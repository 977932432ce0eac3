package io.localssl.cli;

import io.localssl.bench.StepBenchmark;
import io.localssl.bench.StepMeasurement;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.train.Rule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code localssl bench}. */
@Command(name = "bench", header = "Measure how fast this machine trains, and what of it is used.", description = {
        "Takes steps as pretrain does, on generated images of 3x32x32: views from the augmenter in the background, losses, gradients, AdamW. Medians, the fastest, and the "
                + "distance of the quartiles. Let nothing else run meanwhile.",
        "",
        "The parts are timed inside these steps, by looking at the clock between them, and add up to the step with the wait for views and their transfer. Augmentation runs "
                + "beside them and is timed alone, on one thread. The gradients of the prediction matrices are computed within their update, and count there.",
        "",
        "GFLOP/s are nominal: 2 for each multiplication and addition of the formulas, whatever method computes them. The ceiling is a product of two 2048x2048 matrices by the same "
                + "library and threads, before and after the steps. Efficiency is the nominal arithmetic of convolutions and of products with prediction matrices, over "
                + "the time from the first forward pass to the last update, over the ceiling; Winograd's convolutions, which take a quarter of the multiplications, can make it larger than 1.",
        "",
        "peak_offheap_mb is the most memory off the heap (2^20 bytes) that a step takes beside the parameters, for the rule and for back-propagation of the same loss from the top; "
                + "activations_mb is the part of it that is kept of a batch, maps and features with their gradients, without what convolutions and losses compute in; "
                + "parameters_mb are weights and matrices with gradients and moments: local rules have a matrix in each block."},
        footer = {"", "Examples:",
                "  localssl bench --json bench.json",
                "  localssl bench --net vgg6 --rule clapp++dfb --threads 1"})
final class BenchCommand implements Callable<Integer> {
    private static final int IMAGES = 256;

    @Spec
    private CommandSpec spec;

    @Option(names = "--net", paramLabel = "NET", defaultValue = "vgg6s",
            description = "A net by its name, or the channels of each block, M for a max-pool: 32,64M,128M; localssl nets lists all (default: ${DEFAULT-VALUE}).")
    private String net;

    @Option(names = "--rule", paramLabel = "RULE", defaultValue = "clapp++",
            description = "The learning rule, see 'localssl rules' (default: ${DEFAULT-VALUE}).")
    private String rule;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32", description = "Images a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "Compute threads, 0 for one a processor (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10",
            description = "How long steps are measured, at least five of them, after half as long to warm up (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        ShapesDataSource<?> shapes = new ShapesDataSource<>(IMAGES, 1, new EmbeddingFactory());
        Backend backend = Backends.of("auto");
        StepBenchmark benchmark = new StepBenchmark(EncoderSpec.of(net, null, shapes.getImageShape()), Rule.of(rule), backend, ImageStore.read(shapes), batch,
                ThreadsOption.count(threads), seconds);
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        if (Terminal.isInteractive()) {
            spec.commandLine().getErr().printf(Locale.ROOT, "measuring, for %.0f seconds or some more with a large net%n", 2 * seconds);
            spec.commandLine().getErr().flush();
        }
        StepMeasurement measured = benchmark.measure();
        BenchReport report = new BenchReport(net, rule, backend.name(), measured);
        report.print(spec.commandLine().getOut());
        if (json != null) {
            report.writeJson(json);
        }
        return 0;
    }
}
