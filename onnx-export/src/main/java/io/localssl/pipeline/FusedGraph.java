package io.localssl.pipeline;

import ai.onnx.proto.OnnxMl;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.EncoderSubgraph;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXPlaceholder;
import org.tribuo.util.onnx.ONNXRef;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An encoder and the head on top of it as one ONNX graph, from pixels to scores.
 *
 * @param <T> the output type of the head.
 */
final class FusedGraph<T extends Output<T>> {
    private final ImageEncoder encoder;
    private final OnnxMl.ModelProto encoderProto;
    private final EncoderSubgraph subgraph;
    private final Model<T> head;

    /**
     * @throws LocalSSLException                          if the head cannot be exported.
     * @throws io.localssl.onnx.EncoderFormatException if the encoder's graph cannot be joined with the head's.
     */
    FusedGraph(ImageEncoder encoder, Model<T> head) {
        if (!(head instanceof ONNXExportable)) {
            throw new LocalSSLException("found a " + head.getClass().getSimpleName() + " on top of the encoder, expected a model that Tribuo exports to ONNX, "
                    + "such as a linear one; export the encoder alone instead");
        }
        this.encoder = encoder;
        this.encoderProto = EncoderGraph.parse(encoder.getOnnx());
        this.subgraph = EncoderSubgraph.of(encoderProto, encoder.getOutputName());
        this.head = head;
    }

    /** Writes both into a graph of Tribuo's: rows of pixels in, [batch, C*H*W], scores out. */
    ONNXNode attachFlat(ONNXRef<?> features) {
        return scores(subgraph.attachFlat(features, encoder.getImageShape()));
    }

    /** A model whose input is the encoder's own and whose output is {@code output}, [batch, scores]. */
    OnnxMl.ModelProto export(String domain, long version, EncodedModel<T> model) {
        ONNXContext context = new ONNXContext();
        context.setName("EncodedModel");
        ONNXPlaceholder pixels = context.floatInput(subgraph.getInput().getName(), encoder.getImageShape().size());
        scores(subgraph.attach(pixels)).assignTo(context.floatOutput(head.getOutputIDInfo().size()));

        OnnxMl.ModelProto.Builder fused = ONNXExportable.buildModel(context, domain, version, model).toBuilder();
        fused.getGraphBuilder().setInput(0, subgraph.getInput());
        fused.clearOpsetImport().addAllOpsetImport(subgraph.getOpsets()).setIrVersion(Math.max(fused.getIrVersion(), encoderProto.getIrVersion()));
        Map<String, String> metadata = new TreeMap<>(EncoderMetadata.read(encoderProto));
        metadata.put(EncoderMetadata.HEAD_OUTPUTS, outputs());
        EncoderMetadata.write(fused, metadata);
        return fused.build();
    }

    private ONNXNode scores(ONNXNode embedding) {
        return ((ONNXExportable) head).writeONNXGraph(HeadColumns.of(head, encoder.getDimension()).select(embedding));
    }

    /** The outputs, one a line, in the order of their ids, which is that of the columns. */
    private String outputs() {
        Map<Integer, String> names = new TreeMap<>();
        for (Pair<Integer, T> output : head.getOutputIDInfo()) {
            names.put(output.getA(), output.getB().getSerializableForm(false));
        }
        return names.values().stream().collect(Collectors.joining("\n"));
    }
}
