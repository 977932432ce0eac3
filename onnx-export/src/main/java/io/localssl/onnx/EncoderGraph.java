package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link ConvEncoder} as an ONNX graph that holds everything from pixels to embedding, preprocessing included.
 * <p>
 * Input {@value #PIXELS} [batch, C, H, W], values 0 to 255, any batch size. Outputs {@value #EMBEDDING} [batch, D], the readout of all blocks, and
 * {@value #TOP} [batch, D_L], the readout of the last block. The opset and IR version are those of the models that Tribuo exports.
 */
public final class EncoderGraph {
    /** The name of the input. */
    public static final String PIXELS = "pixels";
    /** The name of the output with the readout of all blocks. */
    public static final String EMBEDDING = "embedding";
    /** The name of the output with the readout of the last block. */
    public static final String TOP = "top";

    /** As in {@link org.tribuo.ONNXExportable#buildModel}, which keeps the number to itself. */
    private static final int IR_VERSION = 6;

    private EncoderGraph() {
    }

    /**
     * Writes an encoder.
     *
     * @param encoder  the encoder.
     * @param input    the type of the pixels.
     * @param metadata what the file shall say of itself besides {@link EncoderMetadata#describe}, for example {@link EncoderMetadata#RULE}.
     * @return the model, without provenance. It holds no copy of the weights: serialise it before their owner changes them.
     */
    public static ModelProto write(ConvEncoder encoder, PixelType input, Map<String, String> metadata) {
        ONNXContext context = new ONNXContext();
        context.setName("encoder");
        PatchGrid patches = encoder.patches();
        ONNXRef<?> map = normalise(context.floatInput(PIXELS, encoder.shape().size()), encoder);
        if (patches != null) {
            map = PatchGraph.cut(map, patches, encoder.shape());
        }
        List<ONNXNode> readouts = new ArrayList<>();
        RawTensors weights = new RawTensors();
        for (int l = 0; l < encoder.blocks().size(); l++) {
            String name = "block" + (l + 1) + "/";
            BlockGraph block = new BlockGraph(encoder.blocks().get(l), name, weights);
            map = block.write(map);
            ONNXNode readout = block.readout(map);
            readouts.add(patches == null ? readout
                    : PatchGraph.mean(readout, patches.count(encoder.shape()), encoder.blocks().get(l).shape().readoutDimension(), name));
        }
        context.operation(ONNXOperators.CONCAT, readouts, "readout", Map.of("axis", 1)).assignTo(context.floatOutput(EMBEDDING, encoder.embeddingDimension()));
        readouts.get(readouts.size() - 1).assignTo(context.floatOutput(TOP, encoder.topDimension()));

        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION).addOpsetImport(ONNXOperators.getOpsetProto())
                .setProducerName("tribuo-localssl").setGraph(context.buildGraph());
        weights.fill(model.getGraphBuilder());
        // ONNXContext declares flat inputs only
        model.getGraphBuilder().setInput(0, PixelInput.declare(PIXELS, encoder.shape(), PixelType.FLOAT));
        Map<String, String> entries = EncoderMetadata.describe(encoder);
        metadata.forEach(entries::putIfAbsent);
        EncoderMetadata.write(model, entries);
        return PixelInput.withType(model.build(), input);
    }

    /**
     * Reads a serialised ONNX model.
     *
     * @param onnx the model.
     * @return the parsed model.
     * @throws EncoderFormatException if it is not an ONNX model.
     */
    public static ModelProto parse(ByteString onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new EncoderFormatException("found " + onnx.size() + " bytes that are not an ONNX model, expected an encoder in ONNX format", e);
        }
    }

    /** (pixels / 255 - mean) / std, as (pixels - 255 mean) / (255 std). */
    private static ONNXNode normalise(ONNXRef<?> pixels, ConvEncoder encoder) {
        return pixels.apply(ONNXOperators.SUB, perChannel(pixels.onnxContext(), "mean", encoder.mean()), "centred")
                .apply(ONNXOperators.DIV, perChannel(pixels.onnxContext(), "std", encoder.std()), "normalised");
    }

    /** 255 times the values, the scale of the pixels. */
    private static ONNXInitializer perChannel(ONNXContext context, String name, float[] values) {
        float[] levels = new float[values.length];
        for (int c = 0; c < levels.length; c++) {
            levels[c] = (float) (255.0 * values[c]);
        }
        return NormalisedMap.perChannel(context, name, levels);
    }
}
