package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The large tensors of a graph: declared while it is built, put in when it is, as ONNXContext would copy them twice. */
final class RawTensors {
    private final Map<String, Tensor> tensors = new HashMap<>();

    private record Tensor(List<Integer> sides, RawFloats values) {
    }

    /** An initialiser whose values come later. */
    ONNXInitializer declare(ONNXContext context, String name, List<Integer> sides, RawFloats values) {
        ONNXInitializer initialiser = context.floatTensor(name, List.of(0), buffer -> { });
        tensors.put(initialiser.getReference(), new Tensor(sides, values));
        return initialiser;
    }

    /** Puts the values where room was left. */
    void fill(GraphProto.Builder graph) {
        for (TensorProto.Builder initialiser : graph.getInitializerBuilderList()) {
            Tensor tensor = tensors.get(initialiser.getName());
            if (tensor != null) {
                initialiser.clearDims().addAllDims(tensor.sides.stream().map(Integer::longValue).toList()).setRawData(tensor.values.data());
            }
        }
    }
}
