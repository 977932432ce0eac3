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
