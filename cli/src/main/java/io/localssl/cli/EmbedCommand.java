package io.localssl.cli;

import io.localssl.data.DataSpec;
import io.localssl.encoder.OnnxImageEncoder;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code localssl embed}. */
@Command(name = "embed", header = "Turn images into feature vectors.", description = {
        "The rows are in the order of the data. A file that ends in .npy becomes a NumPy array [images, features] of float32; "
                + "any other a CSV table with the columns label, f0, f1, and so on."},
        footer = {"", "Example:",
                "  localssl embed --encoder runs/cifar10/encoder.onnx --data cifar10:data/cifar10:test --out features.npy"})
final class EmbedCommand implements Callable<Integer> {
    /** Images handed to the encoder at a time. */
    private static final int CHUNK = 256;

    @Spec
    private CommandSpec spec;

    @Option(names = "--encoder", required = true, paramLabel = "FILE", description = "The encoder, an ONNX file.")
    private Path encoder;

    @Option(names = "--output", paramLabel = "NAME",
            description = "The output of the graph: embedding (all blocks, the default) or top (the last block).")
    private @Nullable String output;

    @Option(names = "--data", required = true, paramLabel = "SPEC", description = DataHelp.SPEC)
    private String data;

    @Mixin
    private CropOption crop;

    @Mixin
    private BadFilesOption badFiles;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        DataSpec named = DataSpec.parse(data);
        OnnxImageEncoder.Builder builder = OnnxImageEncoder.builder(encoder).threads(threads.session().threads());
        try (OnnxImageEncoder open = (output == null ? builder : builder.outputName(output)).build()) {
            DataSpec decoded = named.orDecodedBy(crop.decoder(open.getImageShape())).withBadFiles(badFiles.policy());
            DataSource<Label> images = crop.fit(decoded.open(new LabelFactory()), "images", open.getImageShape(), spec.commandLine().getErr());
            AtomicFile.requireWritable(out);
            AtomicFile.write(out, file -> {
                try (FeatureWriter writer = FeatureWriter.open(file, out, open.getDimension())) {
                    encode(images, open, writer);
                }
            });
            spec.commandLine().getOut().printf("%s  %d features of each image%n", out, open.getDimension());
        }
        return 0;
    }

    private static void encode(DataSource<Label> images, OnnxImageEncoder encoder, FeatureWriter writer) throws IOException {
        List<Example<Label>> chunk = new ArrayList<>(CHUNK);
        for (Example<Label> image : images) {
            chunk.add(image);
            if (chunk.size() == CHUNK) {
                write(chunk, encoder, writer);
                chunk.clear();
            }
        }
        write(chunk, encoder, writer);
    }

    private static void write(List<Example<Label>> chunk, OnnxImageEncoder encoder, FeatureWriter writer) throws IOException {
        float[][] rows = encoder.encode(chunk);
        for (int i = 0; i < rows.length; i++) {
            writer.add(chunk.get(i).getOutput().getLabel(), rows[i]);
        }
    }
}
