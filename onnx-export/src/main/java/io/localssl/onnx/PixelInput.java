package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.localssl.image.ImageShape;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXOperators;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The image input of a graph, [batch, channels, height, width]: its declaration, and the change from floats to bytes and back. */
public final class PixelInput {

    private PixelInput() {
    }

    /**
     * @param name  the name of the input.
     * @param shape the shape of the images.
     * @param type  the type of the pixels.
     * @return the declaration of an input of any number of images.
     */
    static ValueInfoProto declare(String name, ImageShape shape, PixelType type) {
        TensorShapeProto dimensions = TensorShapeProto.newBuilder()
                .addDim(Dimension.newBuilder().setDimParam("batch"))
                .addDim(Dimension.newBuilder().setDimValue(shape.channels()))
                .addDim(Dimension.newBuilder().setDimValue(shape.height()))
                .addDim(Dimension.newBuilder().setDimValue(shape.width())).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.onnxNumber()).setShape(dimensions))).build();
    }

    /**
     * Finds the one input that a graph expects from outside. Old files list their weights among the inputs too; those do not count.
     *
     * @param graph a graph.
     * @return its image input.
     * @throws EncoderFormatException if the graph has no input or several.
     */
    public static ValueInfoProto find(GraphProto graph) {
        return graph.getInput(index(graph));
    }

    /**
     * Changes the type in which a model takes its pixels. Only the head of the graph changes: a cast from the new type to the old one.
     *
     * @param model an encoder.
     * @param type  the type it shall take.
     * @return the encoder that takes it; the same model if it does already.
     * @throws EncoderFormatException if the graph has no input or several, or takes pixels of another type altogether.
     */
    public static ModelProto withType(ModelProto model, PixelType type) {
        GraphProto graph = model.getGraph();
        int index = index(graph);
        ValueInfoProto input = graph.getInput(index);
        int found = input.getType().getTensorType().getElemType();
        if (found == type.onnxNumber()) {
            return model;
        }
        if (found != PixelType.FLOAT.onnxNumber() && found != PixelType.UINT8.onnxNumber()) {
            throw new EncoderFormatException("found input '" + input.getName() + "' of ONNX type " + DataType.forNumber(found)
                    + ", expected FLOAT or UINT8 pixels");
        }
        String cast = unusedName(graph, input.getName() + "_cast");
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        changed.getInputBuilder(index).getTypeBuilder().getTensorTypeBuilder().setElemType(type.onnxNumber());
        changed.addNode(ONNXOperators.CAST.build(new ONNXContext(), input.getName(), cast, Map.of("to", found)).toBuilder().setName(cast));
        for (NodeProto node : graph.getNodeList()) {
            NodeProto.Builder reader = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(input.getName())) {
                    reader.setInput(i, cast);
                }
            }
            changed.addNode(reader);
        }
        return model.toBuilder().setGraph(changed).build();
    }

    private static int index(GraphProto graph) {
        Set<String> weights = graph.getInitializerList().stream().map(tensor -> tensor.getName()).collect(Collectors.toSet());
        int found = -1;
        int count = 0;
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (!weights.contains(graph.getInput(i).getName())) {
                found = i;
                count++;
            }
        }
        if (count != 1) {
            throw new EncoderFormatException("found a graph with " + count + " inputs, expected one, the images");
        }
        return found;
    }

    private static String unusedName(GraphProto graph, String base) {
        Set<String> used = graph.getNodeList().stream().flatMap(node -> node.getOutputList().stream()).collect(Collectors.toSet());
        graph.getInitializerList().forEach(tensor -> used.add(tensor.getName()));
        String name = base;
        while (used.contains(name)) {
            name += "_";
        }
        return name;
    }
}
