package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.FittedImages;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code localssl compare}. */
@Command(name = "compare", header = "Compare learning rules: accuracy, time and memory over several seeds.", description = {
        "Pretrains an encoder with each rule and seed in a process of its own, probes it after each epoch, and shows mean and standard deviation "
                + "over the seeds, with raw pixels and the untrained encoder beside them. Tables and a plot are in the folder --out, up to date after "
                + "each run: the same command goes on after an interruption, and more rules or seeds are added to what is there."},
        footer = {"", "Example:",
                "  localssl compare --data shapes:2000 --test shapes:1000:3 --rules clapp++,clapp++pooled --seeds 2 --epochs 3 --out compared"})
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "SPEC", description = DataHelp.SPEC)
    private String data;

    @Option(names = "--train", paramLabel = "SPEC", description = "The labelled images the probe learns from (default: those of --data).")
    private @Nullable String train;

    @Option(names = "--test", required = true, paramLabel = "SPEC", description = "The labelled images the probe is judged on.")
    private String test;

    @Option(names = "--rules", required = true, split = ",", paramLabel = "RULE", description = "The rules, see 'localssl rules'.")
    private Set<String> rules;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "Each rule is run with the seeds 1 to N (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--probe", split = ",", paramLabel = "PROBE", defaultValue = "ridge",
            description = "${COMPLETION-CANDIDATES}, or several; the first draws the curve (default: ${DEFAULT-VALUE}).")
    private Set<ProbeKind> probes;

    @Mixin
    private TrainingOptions settings;

    @Mixin
    private BadFilesOption badFiles;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the results, made if it is missing.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file, too.")
    private @Nullable Path json;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        requireRuns();
        ImageDataSource<Embedding> images = DataSpec.parse(data).orDecodedBy(ImageDecoder.whole(settings.imageSize()))
                .withBadFiles(badFiles.policy()).open(new EmbeddingFactory());
        ImageShape shape = settings.trainer().build().viewShape(images);
        DataSource<Label> trainImages = labelled("--train", train(), shape);
        DataSource<Label> testImages = labelled("--test", test, shape);
        rules.forEach(rule -> settings.trainer().rule(rule).build().requireFits(shape));
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        ComparisonFolder folder = new ComparisonFolder(out);
        folder.requireSettings(allSettings());
        ComparisonReport report = new ComparisonReport(folder, allSettings(), probes.stream().map(ProbeKind::toString).toList(), rules);
        Comparison comparison = new Comparison(folder, new CellPretraining(folder, data, runSettings()), seed -> untrained(images, seed),
                new CellProbe(trainImages, testImages, probes, settings.session()), report, settings.epochs());
        return run(comparison, folder, report);
    }

    private int run(Comparison comparison, ComparisonFolder folder, ComparisonReport report) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        boolean complete;
        try {
            complete = comparison.run(cells(), quiet ? new PrintWriter(Writer.nullWriter()) : err);
        } catch (InterruptedException e) {
            err.println("localssl: interrupted; the same command goes on from here");
            return 1;
        }
        if (json != null) {
            report.writeJson(json);
        }
        PrintWriter text = spec.commandLine().getOut();
        text.println(report.markdown().replace(" ± ", " +-").replace('–', '-')); // signs that every terminal has
        text.printf("%s  this table; %s and %s are the same for programs%n", folder.markdown(), folder.csv().getFileName(), folder.json().getFileName());
        text.printf("%s  accuracy against seconds of pretraining%n", folder.plot());
        return complete ? 0 : 1;
    }

    /** Seed by seed, so that a comparison that is cut short shows all rules. */
    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>(List.of(new Cell(Cell.PIXELS, 1)));
        for (int seed = 1; seed <= seeds; seed++) {
            cells.add(new Cell(Cell.UNTRAINED, seed));
            for (String rule : rules) {
                cells.add(new Cell(rule, seed));
            }
        }
        return cells;
    }

    private void requireRuns() {
        if (seeds < 1 || settings.epochs() < 1) {
            throw new ParameterException(spec.commandLine(),
                    "found --seeds " + seeds + " and --epochs " + settings.epochs() + ", expected at least 1 of each");
        }
        rules.forEach(rule -> settings.trainer().rule(rule).build());
    }

    /** Images in the shape that the encoders take. */
    private DataSource<Label> labelled(String option, String images, ImageShape shape) {
        ImageDataSource<Label> found = DataSpec.parse(images).orDecodedBy(ImageDecoder.of(shape)).withBadFiles(badFiles.policy()).open(new LabelFactory());
        if (found.getChannels() != shape.channels()) {
            throw new LocalSSLException("found images of " + found.describeShape() + " for " + option + ", expected " + shape
                    + " as the encoder takes of --data; choose images of as many channels");
        }
        return FittedImages.of(found, shape);
    }

    private String train() {
        return train == null ? data : train;
    }

    /** What must be the same for all cells of a folder. */
    private Map<String, String> allSettings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("--data", data);
        all.put("--train", train());
        all.put("--test", test);
        all.put("--probe", probes.stream().map(ProbeKind::toString).collect(Collectors.joining(",")));
        all.putAll(runSettings());
        return all;
    }

    private Map<String, String> runSettings() {
        Map<String, String> run = settings.byOption();
        badFiles.addTo(run);
        return run;
    }

    /** By a rule that fits the net, any of them: the first weights are the same. */
    private ImageEncoder untrained(ImageDataSource<Embedding> images, long seed) {
        try (ImageStore store = TrainingImages.of(spec.commandLine().getErr(), true).open(images, null);
             EncoderModel model = settings.trainer().rule(rules.iterator().next()).epochs(0).seed(seed).build().train(store)) {
            return EncoderSession.open(model.getOnnx(), settings.session());
        }
    }
}
