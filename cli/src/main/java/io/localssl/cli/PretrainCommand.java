package io.localssl.cli;

import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.train.LocalSSLTrainer;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code localssl pretrain}. */
@Command(name = "pretrain", header = "Pretrain an encoder on images without labels.", description = {
        "Writes encoder.onnx, model.tribuo, metrics.jsonl and config.xml to the folder --out after each epoch: "
                + "an interrupted run keeps what it has learned."},
        footer = {"", "Examples:",
                "  localssl pretrain --data cifar10:data/cifar10:train --epochs 10 --out runs/cifar10",
                "  localssl pretrain --recipe cifar10 --data data/cifar-10-batches-bin --out runs/recipe",
                "  localssl pretrain --config runs/cifar10/config.xml --out runs/again"})
final class PretrainCommand implements Callable<Integer> {
    /** What is no setting of the training, and may stand beside --config. */
    private static final Set<String> NO_SETTINGS = Set.of("--config", "--recipe", "--out", "--pack", "--json", "--keep-epochs", "--quiet", "--verbose");

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "SPEC", description = DataHelp.SPEC + " With --recipe: the folder of its images, and #N if wanted.")
    private @Nullable String data;

    @Option(names = "--rule", paramLabel = "RULE", defaultValue = "clapp++",
            description = "The learning rule, see 'localssl rules' (default: ${DEFAULT-VALUE}).")
    private String rule;

    @Mixin
    private TrainingOptions settings;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The seed of weights, order and augmentation (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--recipe", paramLabel = "NAME",
            description = "Train one of the papers' recipes, see 'localssl recipes', on the folder --data; settings that are given as well replace its own.")
    private @Nullable String recipe;

    @Option(names = "--config", paramLabel = "FILE", description = "Repeat the run of this config.xml, instead of --data and settings.")
    private @Nullable Path config;

    @Option(names = "--autotune", description = "Time both ways to compute each convolution on this machine first and train with the faster ones; "
            + "config.xml and the model say which, so that the run can be repeated.")
    private boolean autotune;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the results, made if it is missing.")
    private Path out;

    @Option(names = "--keep-epochs", description = "Keep the encoder of each epoch as well, as encoder-epoch-K.onnx.")
    private boolean keepEpochs;

    @Option(names = "--pack", paramLabel = "FILE|DIR", description = "Pack the images in this file, or a file in this folder, and read them from there; "
            + "later runs find them packed. By itself this happens, in a folder of caches, where images would take more than half of Java's heap.")
    private @Nullable Path pack;

    @Mixin
    private BadFilesOption badFiles;

    @Option(names = "--json", paramLabel = "FILE", description = "Write losses, speed and memory of the run to this file.")
    private @Nullable Path json;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        LocalSSLTrainer.Builder trainer;
        DataSource<?> source;
        if (config != null || recipe != null) {
            RunConfiguration configuration = config != null ? alone(config) : configured(recipe);
            trainer = configuration.trainer();
            source = configuration.images();
        } else {
            trainer = settings.trainer().rule(rule).seed(seed);
            trainer.build(); // settings that make no sense are refused before any file is touched
            source = DataSpec.parse(requireData()).orDecodedBy(ImageDecoder.whole(settings.imageSize())).withBadFiles(badFiles.policy()).open(new EmbeddingFactory());
        }
        if (source instanceof ImageDataSource<?> images) {
            trainer.build().requireFits(trainer.build().viewShape(images));
        }
        RunFolder run = new RunFolder(out);
        run.requireWritable();
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        try (ImageStore images = TrainingImages.of(spec.commandLine().getErr(), quiet).open(source, pack)) {
            train(run, autotune ? tuned(trainer.build(), images) : trainer, images);
            tellSkipped(source, images);
        }
        return 0;
    }

    /** Once more, as the warning was hours ago. */
    private void tellSkipped(DataSource<?> source, ImageStore images) {
        if (source instanceof ImageDataSource<?> files && files.size() != images.size()) {
            spec.commandLine().getOut().printf("%d of %d image files could not be decoded and were skipped%n", files.size() - images.size(), files.size());
        }
    }

    private LocalSSLTrainer.Builder tuned(LocalSSLTrainer trainer, ImageStore images) {
        LocalSSLTrainer tuned = trainer.autotuned(trainer.viewShape(images));
        spec.commandLine().getOut().printf("Convolutions, the faster of both ways on this machine: %s%n", tuned.convolutions());
        return tuned.toBuilder();
    }

    private void train(RunFolder folder, LocalSSLTrainer.Builder trainer, ImageStore images) throws IOException {
        PretrainingRun run = new PretrainingRun(folder, keepEpochs, spec.commandLine().getErr(), quiet);
        try (EncoderModel model = run.train(trainer, images)) {
            Map<String, Object> summary = run.summary();
            if (json != null) {
                Json.write(json, summary);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "Pretrained on %d images of %s in %s, %.0f images/s.%n", images.size(), images.describeShape(),
                    TrainingProgress.time((double) summary.get("seconds_total")), (double) summary.get("images_per_second"));
            out.printf("%s  the encoder in ONNX: pixels in, %d features out%n", folder.encoder(), model.getDimension());
            out.printf("%s  the same as a Tribuo model%n", folder.model());
            if (keepEpochs) {
                out.printf("%s  the encoder after epoch K%n", folder.folder().resolve("encoder-epoch-K.onnx"));
            }
            out.printf("%s  losses and speed of each epoch%n", folder.metrics());
            out.printf("%s  the trainer and the data source, to repeat the run%n", folder.config());
        }
    }

    private RunConfiguration alone(Path config) {
        if (recipe != null || !givenSettings().isEmpty()) {
            String found = recipe != null ? "--recipe" : givenSettings().keySet().iterator().next();
            throw new ParameterException(spec.commandLine(), "found --config together with " + found
                    + ", expected the configuration alone; edit the file to change the run");
        }
        return RunConfiguration.read(config);
    }

    private RunConfiguration configured(String recipe) {
        Map<String, String> changes = givenSettings();
        changes.keySet().removeAll(Set.of("--data", "--autotune"));
        return new Recipe(recipe).configure(requireData(), changes);
    }

    private String requireData() {
        if (data == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: " + (recipe == null ? "'--data=SPEC'" : "'--data=DIR', the folder of the images"));
        }
        return data;
    }

    /** The settings that the user gave, as text by the names of their options. */
    private Map<String, String> givenSettings() {
        Map<String, String> given = new LinkedHashMap<>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!NO_SETTINGS.contains(option.longestName())) {
                given.put(option.longestName(), String.valueOf((Object) option.getValue()));
            }
        }
        return given;
    }
}
