package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.Images;
import io.localssl.encoder.SessionOptions;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXPlaceholder;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncoderSubgraphTest {
    private static final ImageShape SHAPE = new ImageShape(3, 8, 8);

    @ParameterizedTest
    @ValueSource(longs = {13, 14, 15, 16, 17})
    void copiesAForeignEncoderThatComputesTheSame(long opset) {
        ModelProto foreign = OnnxModels.foreignEncoder(opset, -1);
        assertSameFeatures(foreign, "features", attached(foreign, "features", 16));
        assertSameFeatures(foreign, "largest", attached(foreign, "largest", 3));
    }

    @Test
    void copiesOurOwnEncoderWithFloatsOrBytesIn() {
        for (PixelType type : PixelType.values()) {
            ConvEncoder encoder = ConvEncoders.small(SHAPE, 5);
            ModelProto own = EncoderGraph.write(encoder, type, Map.of());
            assertSameFeatures(own, "embedding", attached(own, "embedding", encoder.embeddingDimension()));
            assertSameFeatures(own, "top", attached(own, "top", encoder.topDimension()));
        }
    }

    @Test
    void copiesNormalisationPatchesAndShortcuts() {
        String net = "4k5M4,R6s2,F5:normalisation=layer:patches=5/3";
        ConvEncoder encoder = ConvEncoders.random(SHAPE, net, new int[] {2, 1, 1}, 5);
        ModelProto own = EncoderGraph.write(encoder, PixelType.UINT8, Map.of());
        assertSameFeatures(own, "embedding", attached(own, "embedding", encoder.embeddingDimension()));
    }

    @Test
    void takesFlatRowsAsTribuoDoes() {
        for (PixelType type : PixelType.values()) {
            ModelProto own = EncoderGraph.write(ConvEncoders.small(SHAPE, 5), type, Map.of());
            ONNXContext context = new ONNXContext();
            ONNXPlaceholder rows = context.floatInput("rows", SHAPE.size());
            EncoderSubgraph.of(own, "top").attachFlat(rows, SHAPE).assignTo(context.floatOutput("out", 20));
            // fed as one long row of 1 x 192 x 1 pixels, which a Reshape in front turns into [batch, 192]
            ModelProto flat = OnnxModels.model(13, context.buildGraph().toBuilder());
            assertSameFeatures(own, "top", withImageInput(flat));
        }
    }

    /** Declares the input as images and flattens them in front of the graph. */
    private static ModelProto withImageInput(ModelProto flat) {
        GraphProto.Builder graph = flat.getGraph().toBuilder().setInput(0, OnnxModels.value("images", DataType.FLOAT, -1, 3, 8, 8));
        graph.addNode(0, OnnxModels.node("Flatten", "flatten", List.of("images"), List.of("rows")));
        return flat.toBuilder().setGraph(graph).build();
    }

    @Test
    void leavesOutWhatTheOutputDoesNotNeed() {
        GraphProto graph = attached(OnnxModels.foreignEncoder(13, -1), "largest", 3).getGraph();
        List<String> types = graph.getNodeList().stream().map(NodeProto::getOpType).toList();
        assertEquals(List.of("Constant", "Div", "GlobalMaxPool", "Flatten", "Identity"), types);
        assertEquals(0, graph.getInitializerCount());
    }

    @Test
    void twoCopiesInOneGraphDoNotShareNames() {
        ModelProto own = EncoderGraph.write(ConvEncoders.small(SHAPE, 5), PixelType.FLOAT, Map.of());
        ONNXContext context = new ONNXContext();
        ONNXPlaceholder pixels = context.floatInput("pixels", SHAPE.size());
        ONNXNode once = EncoderSubgraph.of(own, "top").attach(pixels);
        ONNXNode twice = EncoderSubgraph.of(own, "top").attach(pixels);
        once.apply(ONNXOperators.ADD, twice).apply(ONNXOperators.DIV, context.constant("two", 2f)).assignTo(context.floatOutput("out", 20));
        GraphProto graph = context.buildGraph();
        Set<String> names = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            assertTrue(names.add(node.getName()), node.getName());
        }
        GraphProto images = graph.toBuilder().setInput(0, PixelInput.declare("pixels", SHAPE, PixelType.FLOAT)).build();
        assertSameFeatures(own, "top", OnnxModels.model(13, images.toBuilder()));
    }

    @Test
    void refusesWhatItCannotCopy() {
        assertRefused("found an encoder of opset 18, expected 13 to 17 to join it with a model of Tribuo's (opset 13); export the encoder with such an opset",
                OnnxModels.foreignEncoder(18, -1), "features");
        assertRefused("found an encoder of opset 12, expected 13 to 17 to join it with a model of Tribuo's (opset 13); export the encoder with such an opset",
                OnnxModels.foreignEncoder(12, -1), "features");
        assertRefused("found no output 'embedding' in the encoder, expected one of [features, largest]", OnnxModels.foreignEncoder(13, -1), "embedding");
        assertRefused("found an encoder with functions of its own, expected plain operators; export it with its functions inlined",
                OnnxModels.foreignEncoder(13, -1).toBuilder().addFunctions(FunctionProto.newBuilder().setName("f")).build(), "features");

        GraphProto.Builder branching = OnnxModels.foreignEncoder(13, -1).getGraph().toBuilder();
        branching.getNodeBuilder(1).addAttribute(AttributeProto.newBuilder().setName("then_branch").setType(AttributeType.GRAPH)
                .setG(GraphProto.getDefaultInstance()));
        assertRefused("found node '/Div' (Div) with a graph inside, expected plain operators; export the encoder without branches and loops",
                OnnxModels.model(13, branching), "features");
    }

    @Test
    void refusesAGraphWithALooseEnd() {
        GraphProto.Builder loose = OnnxModels.foreignEncoder(13, -1).getGraph().toBuilder().removeInitializer(1);
        EncoderSubgraph subgraph = EncoderSubgraph.of(OnnxModels.model(13, loose), "features");
        ONNXPlaceholder pixels = new ONNXContext().floatInput("x", SHAPE.size());
        assertEquals("found node '/0/Conv' (Conv) reading '0.bias', expected the name of the input, of a weight or of an output of a node before it",
                assertThrows(EncoderFormatException.class, () -> subgraph.attach(pixels)).getMessage());

        GraphProto.Builder nothing = GraphProto.newBuilder().addInput(OnnxModels.value("x", DataType.FLOAT, -1, 3, 8, 8))
                .addOutput(OnnxModels.value("y", DataType.FLOAT, -1, 1));
        EncoderSubgraph empty = EncoderSubgraph.of(OnnxModels.model(13, nothing), "y");
        assertEquals("found no node that makes output 'y' of the encoder, expected one",
                assertThrows(EncoderFormatException.class, () -> empty.attach(pixels)).getMessage());
    }

    @Test
    void aNewerOpsetCannotHideInAGraphOfTribuos() {
        EncoderSubgraph subgraph = EncoderSubgraph.of(OnnxModels.foreignEncoder(17, -1), "features");
        ONNXPlaceholder rows = new ONNXContext().floatInput("rows", SHAPE.size());
        String message = assertThrows(EncoderFormatException.class, () -> subgraph.attachFlat(rows, SHAPE)).getMessage();
        assertTrue(message.startsWith("found an encoder of opset 17, expected 13 to join it"), message);
    }

    @Test
    void optionalInputsThatAreLeftOutStaySo() {
        GraphProto graph = attached(OnnxModels.foreignEncoder(13, -1), "features", 16).getGraph();
        NodeProto clip = graph.getNodeList().stream().filter(node -> node.getOpType().equals("Clip")).findFirst().orElseThrow();
        assertEquals("", clip.getInput(1));
        assertFalse(clip.getInput(2).isEmpty());
    }

    /** A model that is a copy of the encoder and nothing else. */
    private static ModelProto attached(ModelProto encoder, String output, int dimension) {
        EncoderSubgraph subgraph = EncoderSubgraph.of(encoder, output);
        ONNXContext context = new ONNXContext();
        ONNXPlaceholder pixels = context.floatInput(subgraph.getInput().getName(), SHAPE.size());
        subgraph.attach(pixels).assignTo(context.floatOutput("out", dimension));
        GraphProto.Builder graph = context.buildGraph().toBuilder().setInput(0, subgraph.getInput());
        return ModelProto.newBuilder().setIrVersion(7).addAllOpsetImport(subgraph.getOpsets()).setGraph(graph).build();
    }

    private static void assertSameFeatures(ModelProto expected, String output, ModelProto actual) {
        List<Example<Embedding>> images = Images.random(SHAPE, 5, 1);
        ByteString expectedBytes = expected.toByteString();
        try (EncoderSession one = EncoderSession.open(expectedBytes, SessionOptions.defaults().withOutputName(output));
             EncoderSession other = EncoderSession.open(actual.toByteString())) {
            float[][] rows = one.encode(images);
            float[][] copies = other.encode(images);
            for (int i = 0; i < rows.length; i++) {
                assertArrayEquals(rows[i], copies[i], 1e-6f);
            }
        }
    }

    private static void assertRefused(String message, ModelProto encoder, String output) {
        assertEquals(message, assertThrows(EncoderFormatException.class, () -> EncoderSubgraph.of(encoder, output)).getMessage());
    }
}
