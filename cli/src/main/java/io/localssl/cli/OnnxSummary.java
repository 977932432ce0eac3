package io.localssl.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.localssl.onnx.EncoderMetadata;
import org.tribuo.ONNXExportable;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints what an ONNX model takes, gives and says about itself, whoever wrote it. */
final class OnnxSummary {
    private final PrintWriter out;

    OnnxSummary(PrintWriter out) {
        this.out = out;
    }

    /** Prints all of it. */
    void print(ModelProto model) {
        printGraph(model);
        Optional<String> provenance = provenance(model);
        if (provenance.isPresent()) {
            new ProvenanceTree(out).printSerialised("provenance", provenance.get(), 0);
        } else {
            line("provenance", "none");
        }
    }

    /** Prints all but the provenance. */
    void printGraph(ModelProto model) {
        Set<String> weights = model.getGraph().getInitializerList().stream().map(tensor -> tensor.getName()).collect(Collectors.toSet());
        for (ValueInfoProto input : model.getGraph().getInputList()) {
            if (!weights.contains(input.getName())) {
                line("input", describe(input));
            }
        }
        for (ValueInfoProto output : model.getGraph().getOutputList()) {
            line("output", describe(output));
        }
        line("opset", model.getOpsetImportList().stream().map(OnnxSummary::describe).collect(Collectors.joining(", "))
                + " (IR version " + model.getIrVersion() + ")");
        line("producer", (model.getProducerName() + " " + model.getProducerVersion()).strip());
        if (!EncoderMetadata.read(model).containsKey(EncoderMetadata.CHANNEL_MEAN)) {
            line("preprocessing", "unknown: the file does not say");
        } else {
            line("preprocessing", "(pixels / 255 - mean) / std per channel, inside the graph");
        }
        EncoderMetadata.read(model).forEach((key, value) -> line(key.replaceFirst("^localssl\\.", ""), value));
    }

    /** Prints one entry. */
    void line(String key, String value) {
        out.printf("%-16s %s%n", key, value);
    }

    private static Optional<String> provenance(ModelProto model) {
        return model.getMetadataPropsList().stream().filter(entry -> entry.getKey().equals(ONNXExportable.PROVENANCE_METADATA_FIELD))
                .map(StringStringEntryProto::getValue).findFirst();
    }

    private static String describe(OperatorSetIdProto opset) {
        return (opset.getDomain().isEmpty() ? "" : opset.getDomain() + " ") + opset.getVersion();
    }

    private static String describe(ValueInfoProto value) {
        TypeProto.Tensor tensor = value.getType().getTensorType();
        DataType type = DataType.forNumber(tensor.getElemType());
        String sides = tensor.getShape().getDimList().stream().map(OnnxSummary::describe).collect(Collectors.joining(", ", "[", "]"));
        return value.getName() + " " + (type == null ? "?" : type.name().toLowerCase(Locale.ROOT)) + " " + sides;
    }

    private static String describe(Dimension side) {
        if (side.hasDimValue()) {
            return Long.toString(side.getDimValue());
        }
        return side.getDimParam().isEmpty() ? "?" : side.getDimParam();
    }
}
