package io.localssl.cli;

import io.localssl.analysis.Alignment;
import io.localssl.analysis.GradientAlignment;
import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.nn.EncoderSpec;
import io.localssl.train.LocalSSLTrainer;
import io.localssl.train.Rule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code localssl align}. */
@Command(name = "align", header = "Measure how far the updates of two rules point the same way, block by block.", description = {
        "The cosine similarity of their weight gradients for the same weights and batches, mean and 95 %% interval over batches, "
                + "before training by the first rule and after each epoch. Writes alignment.json, .csv, .svg and .png to --out."},
        footer = {"", "Examples:",
                "  localssl align --data cifar10:data/cifar10:train --rule clapp++dfb --epochs 4 --out runs/align",
                "  localssl align --data shapes:1000 --rule clapp++ --against bp-infonce --epochs 0 --out runs/align"})
final class AlignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "SPEC", description = DataHelp.SPEC)
    private String data;

    @Option(names = "--rule", paramLabel = "RULE", defaultValue = "clapp++",
            description = "The rule that trains, see 'localssl rules' (default: ${DEFAULT-VALUE}).")
    private String rule;

    @Option(names = "--against", paramLabel = "RULE",
            description = "The rule it is compared with (default: the same loss at the top, back-propagated, with the same matrices).")
    private @Nullable String against;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "32", description = "Batches of each measurement (default: ${DEFAULT-VALUE}).")
    private int batches;

    @Mixin
    private TrainingOptions settings;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of training and measurement (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private BadFilesOption badFiles;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the results, made if it is missing.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file, too.")
    private @Nullable Path json;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Rule first = Rule.of(rule);
        Rule second = against == null ? first.baseline() : Rule.of(against);
        LocalSSLTrainer.Builder trainer = settings.trainer().rule(rule).seed(seed);
        trainer.build();
        try (GradientAlignment alignment = new GradientAlignment(first, second, batches, seed)) {
            ImageDataSource<Embedding> images = DataSpec.parse(data).orDecodedBy(ImageDecoder.whole(settings.imageSize()))
                    .withBadFiles(badFiles.policy()).open(new EmbeddingFactory());
            alignment.requireFits(EncoderSpec.of(settings.net(), settings.pool(), trainer.build().viewShape(images)));
            AtomicFile.requireWritable(out.resolve("alignment.json"));
            if (json != null) {
                AtomicFile.requireWritable(json);
            }
            try (TrainingProgress progress = new TrainingProgress(spec.commandLine().getErr(), !quiet && Terminal.isInteractive(), Clock.systemDefaultZone(),
                    images.size());
                 ImageStore store = TrainingImages.of(spec.commandLine().getErr(), quiet).open(images, null)) {
                trainer.listener(quiet ? alignment : alignment.andThen(progress)).build().train(store).close();
            }
            report(second, alignment.alignments());
        }
        return 0;
    }

    private void report(Rule second, List<Alignment> alignments) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("rule", rule);
        facts.put("against", second.name());
        facts.put("data", data);
        facts.put("seed", seed);
        facts.put("settings", settings.byOption());
        AlignmentReport report = new AlignmentReport(rule, second.name(), alignments);
        report.write(out, facts);
        if (json != null) {
            report.writeJson(json, facts);
        }
        report.print(spec.commandLine().getOut());
        spec.commandLine().getOut().printf("%s  the same as a picture; .svg, .csv and .json beside it%n", out.resolve("alignment.png"));
    }
}
