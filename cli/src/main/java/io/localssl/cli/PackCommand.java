package io.localssl.cli;

import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import org.tribuo.classification.LabelFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code localssl pack}. */
@Command(name = "pack", header = "Keep images and their labels in one file that opens at once.", description = {
        "The file is a data set, store:FILE, for every command, read by mapping it into memory: it may be larger than memory. "
                + "It is made again if the images have changed or it is damaged, else left as it is."},
        footer = {"", "Example:",
                "  localssl pack --data folder:photos:96 --out photos.store",
                "  localssl pretrain --data store:photos.store --out runs/photos"})
final class PackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "SPEC", description = DataHelp.SPEC)
    private String data;

    @Option(names = "--out", required = true, paramLabel = "FILE",
            description = "The file; one of another kind is replaced only if its name ends in " + ImageStore.EXTENSION + ".")
    private Path out;

    @Mixin
    private BadFilesOption badFiles;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Override
    public Integer call() {
        try (ImageStore images = TrainingImages.of(spec.commandLine().getErr(), quiet).packed(DataSpec.parse(data).withBadFiles(badFiles.policy()).open(new LabelFactory()), out)) {
            spec.commandLine().getOut().printf(Locale.ROOT, "%s  %,d images of %s; use it as store:%s%n", out, images.size(), images.describeShape(), out);
        }
        return 0;
    }
}
