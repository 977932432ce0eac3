package io.localssl.cli;

import io.localssl.data.fetch.Fetch;
import io.localssl.data.fetch.FetchReport;
import io.localssl.data.fetch.FetchedFile;
import io.localssl.data.fetch.PublishedDatasets;
import io.localssl.data.fetch.RemoteDataset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code localssl fetch}. */
@Command(name = "fetch", header = "Download a research data set.", description = {
        "Brings the official archive to DIR, checks its published checksum, and unpacks it there. What breaks off goes on with the next fetch; what is there already costs nothing. An archive that "
                + "you put into DIR yourself is checked and used, without a network.",
        "A proxy is named as for every Java program: java -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT -jar localssl.jar fetch ..."},
        footer = {"", "Example:",
                "  localssl fetch cifar10 --to data"})
final class FetchCommand implements Callable<Integer> {
    private final Function<String, RemoteDataset> datasets;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "cifar10 (170 MB), cifar100 (169 MB), stl10 (2.6 GB), tiny-imagenet (248 MB) or fashion-mnist (31 MB); an archive takes as much again unpacked.")
    private String name;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to put it in, as the root of torchvision's data sets.")
    private Path directory;

    @Option(names = "--mirror", paramLabel = "URL", description = "Take the files from this folder on another server, such as https://mirror.example.org/data/. The checksums must be the same.")
    private @Nullable URI mirror;

    @Option(names = "--keep-archive", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Whether the archive stays when it is unpacked. It does unless told otherwise, as with torchvision.")
    private boolean keepArchive;

    @Option(names = "--json", paramLabel = "FILE", description = "Write what was fetched: files, bytes, checksums, seconds.")
    private @Nullable Path json;

    FetchCommand() {
        this(PublishedDatasets::named);
    }

    /** @param datasets finds the data set of a name. */
    FetchCommand(Function<String, RemoteDataset> datasets) {
        this.datasets = datasets;
    }

    @Override
    public Integer call() throws IOException {
        Fetch.Builder fetch = Fetch.of(datasets.apply(name), directory).keepArchive(keepArchive);
        if (mirror != null) {
            fetch.mirror(mirror);
        }
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        PrintWriter err = spec.commandLine().getErr();
        try (FetchProgress progress = new FetchProgress(err, Terminal.isInteractive(), Clock.systemUTC())) {
            FetchReport report = fetch.listener(progress).build().run();
            progress.end(); // before the results
            print(report, spec.commandLine().getOut());
            if (json != null) {
                Json.write(json, report);
            }
        }
        return 0;
    }

    private static void print(FetchReport report, PrintWriter out) {
        out.println(report.folder() + (report.alreadyThere() ? "  is complete, nothing to fetch" : "  is complete"));
        for (FetchedFile file : report.files()) {
            if (file.md5() != null) {
                out.printf("  %s  %s  MD5 %s, as published by %s%n", file.name(), FetchProgress.megabytes(file.bytes()), file.md5(), file.md5Source());
            }
        }
        out.println("Use it with");
        for (String images : report.specs()) {
            out.println("  --data " + (images.contains(" ") ? "'" + images + "'" : images));
        }
    }
}
