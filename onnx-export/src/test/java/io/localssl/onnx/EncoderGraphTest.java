package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EncoderGraphTest {
    private static final ConvEncoder ENCODER = ConvEncoders.random(new ImageShape(3, 9, 8), "4,6M", new int[] {4, 2}, 3);

    @Test
    void declaresDynamicImagesInAndTwoRowsOut() {
        GraphProto graph = EncoderGraph.write(ENCODER, PixelType.FLOAT, Map.of()).getGraph();
        assertEquals(List.of(OnnxModels.value("pixels", DataType.FLOAT, -1, 3, 9, 8)), renamed(graph.getInputList()));
        assertEquals(List.of(OnnxModels.value("embedding", DataType.FLOAT, -1, 4 * 2 * 2 + 6 * 2 * 2), OnnxModels.value("top", DataType.FLOAT, -1, 6 * 2 * 2)),
                renamed(graph.getOutputList()));
    }

    /** The name of the dynamic dimension is free. */
    private static List<ValueInfoProto> renamed(List<ValueInfoProto> values) {
        return values.stream().map(value -> {
            ValueInfoProto.Builder copy = value.toBuilder();
            copy.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimParam("N");
            return copy.build();
        }).toList();
    }

    @Test
    void usesTribuosOpsetAndIrVersion() {
        ModelProto model = EncoderGraph.write(ENCODER, PixelType.FLOAT, Map.of());
        assertEquals(13, model.getOpsetImport(0).getVersion());
        assertEquals(6, model.getIrVersion());
    }

    @Test
    void saysWhatItIsInTheMetadata() {
        Map<String, String> metadata = EncoderMetadata.read(EncoderGraph.write(ENCODER, PixelType.FLOAT,
                Map.of(EncoderMetadata.RULE, "clapp++", EncoderMetadata.IMAGE_SHAPE, "not this")));
        assertEquals("3x9x8", metadata.get(EncoderMetadata.IMAGE_SHAPE));
        assertEquals("4,6M", metadata.get(EncoderMetadata.BLOCKS));
        assertEquals("4-2", metadata.get(EncoderMetadata.READOUT_KERNELS));
        assertEquals("16,24", metadata.get(EncoderMetadata.BLOCK_DIMENSIONS));
        assertEquals("clapp++", metadata.get(EncoderMetadata.RULE));
        assertEquals(List.of(ENCODER.mean()[0] + "", ENCODER.mean()[1] + "", ENCODER.mean()[2] + ""),
                List.of(metadata.get(EncoderMetadata.CHANNEL_MEAN).split(",")));
        assertEquals(3, metadata.get(EncoderMetadata.CHANNEL_STD).split(",").length);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", delimiter = ' ', value = {"40,24 64 40,24", "64 64 64", "40,24 65 65", "none 7 7", "40,x 40 40", "-1,2 1 1", "0,4 4 4", "'' 4 4",
        "4, 4 4", "9999999999 5 5"})
    void blocksThatDoNotAddUpAreOne(@Nullable String entry, int dimension, String expected) {
        assertEquals(expected, EncoderMetadata.blockDimensions(entry, dimension).stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** Files made before encoders could be more than this must come out the same. */
    @Test
    void plainBlocksAreNothingButConvolutionsAndPools() {
        assertEquals(List.of("Sub pixels,mean_0 centred_0", "Div centred_0,std_0 normalised_0",
                "Conv normalised_0,block1/weight_0,block1/bias_0 block1/conv_0 kernel_shape=3,3 pads=1,1,1,1", "Relu block1/conv_0 block1/relu_0",
                "AveragePool block1/relu_0 block1/pooled_0 kernel_shape=4,4 strides=4,4", "Flatten block1/pooled_0 block1/readout_0",
                "Conv block1/relu_0,block2/weight_0,block2/bias_0 block2/conv_0 kernel_shape=3,3 pads=1,1,1,1", "Relu block2/conv_0 block2/relu_0",
                "MaxPool block2/relu_0 block2/maxpool_0 kernel_shape=2,2 strides=2,2",
                "AveragePool block2/maxpool_0 block2/pooled_0 kernel_shape=2,2 strides=2,2", "Flatten block2/pooled_0 block2/readout_0",
                "Concat block1/readout_0,block2/readout_0 readout_0 axis=", "Identity readout_0 embedding", "Identity block2/readout_0 top"),
                nodes(ENCODER).stream().map(EncoderGraphTest::text).toList());
    }

    private static List<NodeProto> nodes(ConvEncoder encoder) {
        return EncoderGraph.write(encoder, PixelType.FLOAT, Map.of()).getGraph().getNodeList();
    }

    private static String text(NodeProto node) {
        String attributes = node.getAttributeList().stream().map(attribute -> " " + attribute.getName() + "="
                + attribute.getIntsList().stream().map(String::valueOf).collect(Collectors.joining(","))).collect(Collectors.joining());
        return node.getOpType() + " " + String.join(",", node.getInputList()) + " " + node.getOutput(0) + attributes;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ' ', nullValues = "none", value = {
        "4,6M:activation=triangle none",              // in the weights
        "4,6M:normalisation=batch Sub",               // the mean, for the sake of the padding
        "4,6k1:normalisation=batch none",             // no padding, nothing left to do
        "4,F6:normalisation=batch none",
        "4,R4:normalisation=batch Sub,Mul,Sub,Add,Relu,Conv", // the shortcut reads what the convolution reads
        "4,R6:normalisation=batch Sub,Sub,Add,Relu,Conv,Conv",
        "4,6:normalisation=rms Mul,ReduceMean,Add,Sqrt,Div",
        "4,6:normalisation=layer ReduceMean,Sub,Mul,ReduceMean,Add,Sqrt,Div",
    })
    void normalisationCostsTheNodesThatItMust(String net, @Nullable String added) {
        int[] kernels = {1, 1};
        ImageShape shape = new ImageShape(3, 9, 8);
        List<String> expected = types(ConvEncoders.random(shape, net.split(":")[0].replace("R", ""), kernels, 3));
        expected.addAll(added == null ? List.of() : List.of(added.split(",")));
        Collections.sort(expected);
        List<String> found = types(ConvEncoders.random(shape, net, kernels, 3));
        Collections.sort(found);
        assertEquals(expected, found);
    }

    private static List<String> types(ConvEncoder encoder) {
        return new ArrayList<>(nodes(encoder).stream().map(NodeProto::getOpType).toList());
    }

    @Test
    void bytesDifferFromFloatsOnlyAtTheHead() {
        ModelProto floats = EncoderGraph.write(ENCODER, PixelType.FLOAT, Map.of());
        ModelProto bytes = EncoderGraph.write(ENCODER, PixelType.UINT8, Map.of());
        assertEquals(DataType.UINT8.getNumber(), bytes.getGraph().getInput(0).getType().getTensorType().getElemType());
        List<NodeProto> nodes = bytes.getGraph().getNodeList();
        assertEquals("Cast", nodes.get(0).getOpType());
        assertEquals(floats.getGraph().getNodeList().subList(1, floats.getGraph().getNodeCount()), nodes.subList(2, nodes.size()));
        assertEquals(nodes.get(0).getOutput(0), nodes.get(1).getInput(0));
        assertEquals(floats.getGraph().getInitializerList(), bytes.getGraph().getInitializerList());
        assertSame(bytes, PixelInput.withType(bytes, PixelType.UINT8));
        GraphProto back = PixelInput.withType(bytes, PixelType.FLOAT).getGraph();
        assertEquals(DataType.FLOAT.getNumber(), PixelInput.find(back).getType().getTensorType().getElemType());
    }

    @Test
    void refusesToChangeOtherInputs() {
        GraphProto.Builder wrongType = GraphProto.newBuilder().addInput(OnnxModels.value("x", DataType.INT64, -1, 1, 1, 1));
        assertEquals("found input 'x' of ONNX type INT64, expected FLOAT or UINT8 pixels", assertThrows(EncoderFormatException.class,
                () -> PixelInput.withType(OnnxModels.model(13, wrongType), PixelType.UINT8)).getMessage());
        GraphProto.Builder two = GraphProto.newBuilder().addInput(OnnxModels.value("x", DataType.FLOAT, 1)).addInput(OnnxModels.value("y", DataType.FLOAT, 1));
        assertEquals("found a graph with 2 inputs, expected one, the images", assertThrows(EncoderFormatException.class,
                () -> PixelInput.withType(OnnxModels.model(13, two), PixelType.UINT8)).getMessage());
    }

    @Test
    void refusesBytesThatAreNoModel() {
        ByteString bytes = ByteString.copyFromUtf8("no model");
        assertEquals("found 8 bytes that are not an ONNX model, expected an encoder in ONNX format",
                assertThrows(EncoderFormatException.class, () -> EncoderGraph.parse(bytes)).getMessage());
    }
}
