package io.localssl.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.localssl.LocalSSLException;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.ModelFile;
import io.localssl.file.WholeFile;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelInput;
import io.localssl.onnx.PixelType;
import io.localssl.pipeline.EncodedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code localssl export}. */
@Command(name = "export", header = "Write an encoder, with or without a classifier, as one ONNX file.", description = {
        "An encoder file goes from pixels to features; with a classifier on top of it, it goes from pixels to class scores.",
        "The pixels go in as [batch, channels, height, width], values 0 to 255; preprocessing is part of the graph."},
        footer = {"", "Examples:",
                "  localssl export --model runs/cifar10 --input uint8 --out encoder-uint8.onnx",
                "  localssl export --model quickstart --with-head quickstart/classifier.tribuo --out classifier.onnx"})
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The folder of a pretraining run, or its model.tribuo.")
    private Path model;

    @Option(names = "--with-head", paramLabel = "MODEL",
            description = "A saved EncodedModel (what EncodingTrainer trains) on top of this encoder; its inner model must be exportable.")
    private @Nullable Path head;

    @Option(names = "--input", paramLabel = "float|uint8", defaultValue = "float",
            description = "The type of the pixels (default: ${DEFAULT-VALUE}).")
    private PixelType input;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        AtomicFile.requireWritable(out);
        Path file = Files.isDirectory(model) ? new RunFolder(model).model() : model;
        ModelProto graph;
        try (EncoderModel encoder = EncoderModel.load(InputFile.require(file, "the model.tribuo of a pretraining run"))) {
            graph = head == null ? EncoderGraph.parse(encoder.getOnnx()) : fused(encoder, head);
        }
        WholeFile.write(PixelInput.withType(graph, input), out);
        spec.commandLine().getOut().printf(Locale.ROOT, "%s  %.1f MB, pixels as %s%n", out, Files.size(out) / 1e6,
                input.name().toLowerCase(Locale.ROOT));
        return 0;
    }

    private static ModelProto fused(EncoderModel encoder, Path head) {
        try (EncodedModel<?> model = ModelFile.read(InputFile.require(head, "a saved EncodedModel"), EncodedModel.class)) {
            if (!model.getEncoderSha256().equals(encoder.getSha256())) {
                throw new LocalSSLException("found " + head + " on top of the encoder " + model.getEncoderSha256() + ", expected " + encoder.getSha256()
                        + "; name the run whose encoder it was trained on");
            }
            return model.exportONNXModel("io.localssl", 0);
        }
    }
}
