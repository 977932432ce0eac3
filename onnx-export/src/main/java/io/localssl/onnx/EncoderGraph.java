package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.ArrayList;
import java.util.HashMap;
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
        ONNXRef<?> map = normalise(context.floatInput(PIXELS, encoder.shape().size()), encoder);
        List<ONNXNode> readouts = new ArrayList<>();
        Map<String, ConvEncoder.Layer> weights = new HashMap<>();
        for (int l = 0; l < encoder.layers().size(); l++) {
            String name = "block" + (l + 1) + "/";
            map = block(map, encoder.layers().get(l), name, weights);
            readouts.add(readout(map, encoder.readoutKernels()[l], name));
        }
        context.operation(ONNXOperators.CONCAT, readouts, "readout", Map.of("axis", 1)).assignTo(context.floatOutput(EMBEDDING, encoder.embeddingDimension()));
        readouts.get(readouts.size() - 1).assignTo(context.floatOutput(TOP, encoder.topDimension()));

        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION).addOpsetImport(ONNXOperators.getOpsetProto())
                .setProducerName("tribuo-localssl").setGraph(context.buildGraph());
        fillWeights(model.getGraphBuilder(), weights);
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

    private static ONNXInitializer perChannel(ONNXContext context, String name, float[] values) {
        return context.floatTensor(name, List.of(1, values.length, 1, 1), buffer -> {
            for (float value : values) {
                buffer.put((float) (255.0 * value));
            }
        });
    }

    /** maxpool(relu(W * h + b)), without W, whose name is noted. */
    private static ONNXNode block(ONNXRef<?> map, ConvEncoder.Layer layer, String name, Map<String, ConvEncoder.Layer> weights) {
        ONNXContext context = map.onnxContext();
        ONNXInitializer weight = context.floatTensor(name + "weight", List.of(0), buffer -> { });
        weights.put(weight.getReference(), layer);
        ONNXInitializer bias = context.floatTensor(name + "bias", List.of(layer.outChannels()), buffer -> buffer.put(layer.bias()));
        ONNXNode output = context.operation(ConvOperators.CONV, List.of(map, weight, bias), name + "conv",
                        Map.of("kernel_shape", new int[] {3, 3}, "pads", new int[] {1, 1, 1, 1}))
                .apply(ConvOperators.RELU, name + "relu");
        return layer.maxPool() ? pool(output, ConvOperators.MAX_POOL, 2, name + "maxpool") : output;
    }

    /** Puts the weights where {@link #block} left room: ONNXContext would copy them twice. */
    private static void fillWeights(GraphProto.Builder graph, Map<String, ConvEncoder.Layer> layers) {
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            ConvEncoder.Layer layer = layers.get(tensor.getName());
            if (layer != null) {
                tensor.clearDims().addDims(layer.outChannels()).addDims(layer.inChannels()).addDims(3).addDims(3).setRawData(layer.weight().data());
            }
        }
    }

    /** The map average-pooled and flattened in (channel, row, column) order. */
    private static ONNXNode readout(ONNXRef<?> map, int kernel, String name) {
        return pool(map, ConvOperators.AVERAGE_POOL, kernel, name + "pooled").apply(ConvOperators.FLATTEN, name + "readout");
    }

    private static ONNXNode pool(ONNXRef<?> map, ConvOperators operator, int kernel, String name) {
        int[] window = {kernel, kernel};
        return map.onnxContext().operation(operator, List.of(map), name, Map.of("kernel_shape", window, "strides", window));
    }
}
