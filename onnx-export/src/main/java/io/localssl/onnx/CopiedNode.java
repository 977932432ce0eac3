package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.tribuo.util.onnx.ONNXAttribute;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXOperator;
import org.tribuo.util.onnx.ONNXOperators;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node of another graph as an operator of Tribuo's: it builds that node again, attributes and all, with the names it is given.
 * ONNX leaves out an optional input or output by an empty name; those stay where they are.
 *
 * @param node the node to copy.
 */
record CopiedNode(NodeProto node) implements ONNXOperator {

    /** The names in a node's list that stand for something. */
    static List<String> named(List<String> names) {
        return names.stream().filter(name -> !name.isEmpty()).toList();
    }

    @Override
    public NodeProto build(ONNXContext context, String[] inputs, String[] outputs, Map<String, Object> attributeValues) {
        NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().setName(outputs[0]);
        Iterator<String> nextInput = List.of(inputs).iterator();
        node.getInputList().forEach(name -> copy.addInput(name.isEmpty() ? name : nextInput.next()));
        Iterator<String> nextOutput = List.of(outputs).iterator();
        node.getOutputList().forEach(name -> copy.addOutput(name.isEmpty() ? name : nextOutput.next()));
        return copy.build();
    }

    @Override
    public String getOpName() {
        return node.getOpType();
    }

    @Override
    public int getNumInputs() {
        return named(node.getInputList()).size();
    }

    @Override
    public int getNumOptionalInputs() {
        return 0;
    }

    @Override
    public int getNumOutputs() {
        return named(node.getOutputList()).size();
    }

    @Override
    public Map<String, ONNXAttribute> getAttributes() {
        return Map.of();
    }

    @Override
    public Set<String> getMandatoryAttributeNames() {
        return Set.of();
    }

    @Override
    public int getOpVersion() {
        return ONNXOperators.getOpsetVersion();
    }

    @Override
    public String getOpDomain() {
        return node.getDomain();
    }
}
