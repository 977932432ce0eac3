package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.List;
import java.util.SplittableRandom;

/** ONNX models written by hand, as another program would export them. */
public final class OnnxModels {

    private OnnxModels() {
    }

    /**
     * A small encoder of 3x8x8 images in the manner of a PyTorch export: its own names, a Constant node, a scalar weight, an optional input left out, a
     * feature map as output {@code features} [N, 4, 2, 2] and a second output {@code largest} that shares only its beginning.
     *
     * @param opset the opset of the default domain.
     * @param batch the batch dimension of the input, -1 for any.
     */
    public static ModelProto foreignEncoder(long opset, long batch) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("main_graph")
                .addInput(value("x", DataType.FLOAT, batch, 3, 8, 8))
                .addOutput(value("features", DataType.FLOAT, batch, 4, 2, 2))
                .addOutput(value("largest", DataType.FLOAT, batch, 3, 1, 1))
                .addInitializer(floats("0.weight", 5, 4, 3, 3, 3))
                .addInitializer(floats("0.bias", 6, 4))
                .addInitializer(TensorProto.newBuilder().setName("ceiling").setDataType(DataType.FLOAT.getNumber()).addFloatData(0.3f))
                .addNode(node("Constant", "/Constant", List.of(), List.of("/c")).toBuilder().addAttribute(AttributeProto.newBuilder().setName("value")
                        .setType(AttributeType.TENSOR).setT(TensorProto.newBuilder().setDataType(DataType.FLOAT.getNumber()).addFloatData(255))))
                .addNode(node("Div", "/Div", List.of("x", "/c"), List.of("/scaled")))
                .addNode(node("GlobalMaxPool", "/Max", List.of("/scaled"), List.of("largest")))
                .addNode(node("Conv", "/0/Conv", List.of("/scaled", "0.weight", "0.bias"), List.of("/0/out")).toBuilder()
                        .addAttribute(ints("kernel_shape", 3, 3)).addAttribute(ints("pads", 1, 1, 1, 1)))
                .addNode(node("Clip", "/1/Clip", List.of("/0/out", "", "ceiling"), List.of("/1/out")))
                .addNode(node("AveragePool", "/2/Pool", List.of("/1/out"), List.of("features")).toBuilder()
                        .addAttribute(ints("kernel_shape", 4, 4)).addAttribute(ints("strides", 4, 4)));
        return model(opset, graph);
    }

    /** An encoder of 3x8x8 images that declares any batch but fails on more than one image: its features are the pixels. */
    public static ModelProto oneImageAtATime() {
        TensorProto shape = TensorProto.newBuilder().setName("shape").setDataType(DataType.INT64.getNumber()).addDims(2).addInt64Data(1).addInt64Data(192).build();
        return model(13, GraphProto.newBuilder().setName("g").addInput(value("x", DataType.FLOAT, -1, 3, 8, 8)).addOutput(value("out", DataType.FLOAT, -1, 192))
                .addInitializer(shape).addNode(node("Reshape", "n", List.of("x", "shape"), List.of("out"))));
    }

    public static ModelProto model(long opset, GraphProto.Builder graph) {
        return ModelProto.newBuilder().setIrVersion(7).setProducerName("hand").addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph).build();
    }

    public static NodeProto node(String type, String name, List<String> inputs, List<String> outputs) {
        return NodeProto.newBuilder().setOpType(type).setName(name).addAllInput(inputs).addAllOutput(outputs).build();
    }

    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** A tensor of random floats in [-0.5, 0.5). */
    public static TensorProto floats(String name, long seed, long... dimensions) {
        SplittableRandom random = new SplittableRandom(seed);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
        long size = 1;
        for (long side : dimensions) {
            tensor.addDims(side);
            size *= side;
        }
        for (long i = 0; i < size; i++) {
            tensor.addFloatData((float) (random.nextDouble() - 0.5));
        }
        return tensor.build();
    }

    /** The declaration of a tensor; -1 stands for any size. */
    public static ValueInfoProto value(String name, DataType type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long side : dimensions) {
            TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
            if (side < 0) {
                dimension.setDimParam("N");
            } else {
                dimension.setDimValue(side);
            }
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape))).build();
    }
}
