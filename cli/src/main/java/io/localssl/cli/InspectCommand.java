package io.localssl.cli;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil.HashType;
import io.localssl.LocalSSLException;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.ModelFile;
import io.localssl.onnx.EncoderGraph;
import io.localssl.pipeline.EncodedModel;
import org.tribuo.Model;
import org.tribuo.protos.core.ModelProto;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code localssl inspect}. */
@Command(name = "inspect", header = "Show what is in a model file.",
        description = "Inputs and outputs, opset, preprocessing, net, rule, provenance, SHA-256. "
        + "Takes encoder.onnx, model.tribuo, other Tribuo models, and ONNX files of any origin.",
        footer = {"", "Example:", "  localssl inspect runs/cifar10/encoder.onnx"})
final class InspectCommand implements Callable<Integer> {
    private static final String ANY_TYPE = "type.googleapis.com/";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Override
    public Integer call() {
        byte[] bytes = InputFile.read(file, "an ONNX file or a saved Tribuo model");
        Optional<OnnxMl.ModelProto> onnx = isTribuo(bytes) ? Optional.empty() : parseOnnx(bytes);
        if (!isTribuo(bytes) && onnx.isEmpty()) {
            throw new LocalSSLException("found " + bytes.length + " bytes in " + file + " that are neither an ONNX nor a Tribuo model; check the path");
        }
        PrintWriter out = spec.commandLine().getOut();
        OnnxSummary summary = new OnnxSummary(out);
        summary.line("file", file.toString());
        summary.line("size", bytes.length + " bytes");
        summary.line("sha-256", ProvenanceUtil.hashArray(HashType.SHA256, bytes).toLowerCase(Locale.ROOT));
        if (onnx.isPresent()) {
            summary.line("format", "ONNX");
            summary.print(onnx.get());
        } else {
            inspectTribuo(summary, out);
        }
        return 0;
    }

    private void inspectTribuo(OnnxSummary summary, PrintWriter out) {
        Model<?> model = ModelFile.read(file, Model.class);
        summary.line("format", "Tribuo " + model.getClass().getSimpleName() + " '" + model.getName() + "'");
        if (model instanceof EncoderModel encoder) {
            describe(encoder, summary);
            encoder.close();
        } else if (model instanceof EncodedModel<?> encoded) {
            summary.line("classifier", encoded.getInnerModel().getClass().getSimpleName() + " of " + encoded.getOutputIDInfo().toReadableString());
            describe(encoded.getEncoder(), summary);
            encoded.close();
        } else {
            summary.line("features", Integer.toString(model.getFeatureIDMap().size()));
            summary.line("outputs", model.getOutputIDInfo().toReadableString());
        }
        new ProvenanceTree(out).print("provenance", model.getProvenance(), 0);
    }

    private static void describe(ImageEncoder encoder, OnnxSummary summary) {
        summary.line("encoder sha-256", encoder.getSha256());
        summary.printGraph(EncoderGraph.parse(encoder.getOnnx()));
    }

    private static boolean isTribuo(byte[] bytes) {
        try {
            ModelProto model = ModelProto.parseFrom(bytes);
            return !model.getClassName().isEmpty() && model.getSerializedData().getTypeUrl().startsWith(ANY_TYPE);
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static Optional<OnnxMl.ModelProto> parseOnnx(byte[] bytes) {
        try {
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(bytes);
            return model.hasGraph() && model.getOpsetImportCount() > 0 ? Optional.of(model) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
