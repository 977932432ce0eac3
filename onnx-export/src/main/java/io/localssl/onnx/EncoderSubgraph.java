package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.localssl.image.ImageShape;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of an encoder's graph that one of its outputs needs, ready to be written into a graph that Tribuo builds: in front of a classifier, for example.
 * The encoder may come from anywhere, as long as its one input is the images.
 * <p>
 * The nodes are copied as they are; only their names change. A weight becomes a Constant node, which a runtime treats as the same thing:
 * Tribuo's {@link ONNXContext} takes no initializers of any type and shape from outside.
 */
public final class EncoderSubgraph {
    /** Up to this opset every operator that Tribuo writes means what it means in Tribuo's own; opset 18 changed ReduceMean and ReduceMin. */
    private static final long HIGHEST_OPSET = 17;
    private static final String PREFIX = "encoder/";

    private final ValueInfoProto input;
    private final String output;
    private final List<NodeProto> nodes;
    private final List<OperatorSetIdProto> opsets;

    private EncoderSubgraph(ValueInfoProto input, String output, List<NodeProto> nodes, List<OperatorSetIdProto> opsets) {
        this.input = input;
        this.output = output;
        this.nodes = nodes;
        this.opsets = opsets;
    }

    /**
     * Cuts the part out of an encoder.
     *
     * @param encoder the encoder.
     * @param output  the name of one of its outputs.
     * @return the part.
     * @throws EncoderFormatException if the graph cannot be joined with a graph of Tribuo's; the message says why.
     */
    public static EncoderSubgraph of(ModelProto encoder, String output) {
        long opset = opset(encoder);
        if (opset < ONNXOperators.getOpsetVersion() || opset > HIGHEST_OPSET) {
            throw wrongOpset(opset, ONNXOperators.getOpsetVersion() + " to " + HIGHEST_OPSET);
        }
        if (encoder.getFunctionsCount() > 0) {
            throw new EncoderFormatException("found an encoder with functions of its own, expected plain operators; export it with its functions inlined");
        }
        GraphProto graph = encoder.getGraph();
        List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        if (!outputs.contains(output)) {
            throw new EncoderFormatException("found no output '" + output + "' in the encoder, expected one of " + outputs);
        }
        return new EncoderSubgraph(PixelInput.find(graph), output, needed(graph, output), encoder.getOpsetImportList());
    }

    /** @return the declaration of the encoder's input. */
    public ValueInfoProto getInput() {
        return input;
    }

    /** @return the opsets that a model must import to hold this part; Tribuo's operators mean the same in them. */
    public List<OperatorSetIdProto> getOpsets() {
        return opsets;
    }

    /**
     * Writes the part into a graph.
     *
     * @param pixels the images as the encoder takes them. If this is an input of the graph, its declaration must become {@link #getInput()}.
     * @return the encoder's output, [batch, D].
     */
    public ONNXNode attach(ONNXRef<?> pixels) {
        ONNXContext context = pixels.onnxContext();
        Map<String, ONNXRef<?>> written = new HashMap<>();
        written.put(input.getName(), pixels);
        for (NodeProto node : nodes) {
            List<ONNXRef<?>> inputs = new ArrayList<>();
            for (String name : CopiedNode.named(node.getInputList())) {
                ONNXRef<?> reference = written.get(name);
                if (reference == null) {
                    throw new EncoderFormatException("found node '" + node.getName() + "' (" + node.getOpType() + ") reading '" + name
                            + "', expected the name of the input, of a weight or of an output of a node before it");
                }
                inputs.add(reference);
            }
            List<String> names = CopiedNode.named(node.getOutputList());
            List<ONNXNode> outputs = context.operation(new CopiedNode(node), inputs, names.stream().map(PREFIX::concat).toList(), Map.of());
            for (int i = 0; i < names.size(); i++) {
                written.put(names.get(i), outputs.get(i));
            }
        }
        ONNXRef<?> result = written.get(output);
        if (result == null) {
            throw new EncoderFormatException("found no node that makes output '" + output + "' of the encoder, expected one");
        }
        return result.apply(ConvOperators.FLATTEN, PREFIX + "flat");
    }

    /**
     * Writes the part into a graph of Tribuo's, whose inputs are rows of floats.
     *
     * @param features the images as rows of floats in (channel, row, column) order, [batch, C*H*W].
     * @param shape    the shape of the images.
     * @return the encoder's output, [batch, D].
     * @throws EncoderFormatException if the encoder's opset is not Tribuo's, which is what the graph around it will be read by.
     */
    public ONNXNode attachFlat(ONNXRef<?> features, ImageShape shape) {
        long opset = opset(opsets);
        if (opset != ONNXOperators.getOpsetVersion()) {
            throw wrongOpset(opset, Integer.toString(ONNXOperators.getOpsetVersion()));
        }
        long[] dimensions = {-1, shape.channels(), shape.height(), shape.width()};
        ONNXNode pixels = features.apply(ConvOperators.RESHAPE, features.onnxContext().array(PREFIX + "image_shape", dimensions), PREFIX + "images");
        int type = input.getType().getTensorType().getElemType();
        return attach(type == PixelType.FLOAT.onnxNumber() ? pixels : pixels.apply(ONNXOperators.CAST, Map.of("to", type)));
    }

    /** The weights as Constant nodes, then the nodes, as far as the output needs them, in the order of the graph. */
    private static List<NodeProto> needed(GraphProto graph, String output) {
        List<NodeProto> all = new ArrayList<>();
        for (TensorProto weight : graph.getInitializerList()) {
            all.add(NodeProto.newBuilder().setOpType("Constant").addOutput(weight.getName())
                    .addAttribute(AttributeProto.newBuilder().setName("value").setType(AttributeType.TENSOR).setT(weight)).build());
        }
        all.addAll(graph.getNodeList());
        Set<String> wanted = new HashSet<>(Set.of(output));
        Deque<NodeProto> kept = new ArrayDeque<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            NodeProto node = all.get(i);
            if (CopiedNode.named(node.getOutputList()).stream().anyMatch(wanted::contains)) {
                requireFlat(node);
                wanted.addAll(node.getInputList());
                kept.addFirst(node);
            }
        }
        return List.copyOf(kept);
    }

    private static void requireFlat(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG() || attribute.getGraphsCount() > 0) {
                throw new EncoderFormatException("found node '" + node.getName() + "' (" + node.getOpType() + ") with a graph inside, "
                        + "expected plain operators; export the encoder without branches and loops");
            }
        }
    }

    private static long opset(ModelProto model) {
        return opset(model.getOpsetImportList());
    }

    private static long opset(List<OperatorSetIdProto> opsets) {
        return opsets.stream().filter(opset -> opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion).findFirst().orElse(0);
    }

    private static EncoderFormatException wrongOpset(long found, String expected) {
        return new EncoderFormatException("found an encoder of opset " + found + ", expected " + expected + " to join it with a model of Tribuo's (opset "
                + ONNXOperators.getOpsetVersion() + "); export the encoder with such an opset");
    }
}
