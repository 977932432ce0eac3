package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import org.jspecify.annotations.Nullable;
import org.tribuo.util.onnx.ONNXAttribute;
import org.tribuo.util.onnx.ONNXOperator;
import org.tribuo.util.onnx.ONNXOperators;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operators of a convolutional encoder that Tribuo's {@link ONNXOperators} lack, of the same opset. Maps are [batch, channels, height, width].
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public enum ConvOperators implements ONNXOperator {
    /**
     * Convolution of a map with weights [out, in, height, width] and an optional bias [out].
     * <ul>
     *     <li>{@code pads} rows and columns of zeros: top, left, bottom, right; default none</li>
     *     <li>{@code kernel_shape} and {@code strides} as in pooling; the kernel is taken from the weights by default</li>
     * </ul>
     */
    CONV("Conv", 2, 1, ints("kernel_shape", false), ints("pads", false), ints("strides", false)),
    /** max(0, x). */
    RELU("Relu", 1, 0),
    /** The square root of each value. */
    SQRT("Sqrt", 1, 0),
    /** The maximum of each window; borders that do not fill a window are dropped. {@code strides} defaults to 1, {@code pads} as in convolution; padding is never the maximum. */
    MAX_POOL("MaxPool", 1, 0, ints("kernel_shape", true), ints("pads", false), ints("strides", false)),
    /** The mean of each window; borders that do not fill a window are dropped. {@code strides} defaults to 1. */
    AVERAGE_POOL("AveragePool", 1, 0, ints("kernel_shape", true), ints("strides", false)),
    /** To two dimensions, those before {@code axis} (default 1) and the rest. */
    FLATTEN("Flatten", 1, 0, new ONNXAttribute("axis", AttributeType.INT, false)),
    /** To the shape given as the second input; -1 stands for what is left over. */
    RESHAPE("Reshape", 2, 0),
    /** What lies from the starts (second input) to before the ends (third) along the axes (fourth, all by default). */
    SLICE("Slice", 3, 1);

    private final String operator;
    private final int inputs;
    private final int optionalInputs;
    private final Map<String, ONNXAttribute> attributes;
    private final Set<String> mandatory;

    ConvOperators(String operator, int inputs, int optionalInputs, ONNXAttribute... attributes) {
        this.operator = operator;
        this.inputs = inputs;
        this.optionalInputs = optionalInputs;
        this.attributes = Arrays.stream(attributes).collect(Collectors.toUnmodifiableMap(ONNXAttribute::getName, Function.identity()));
        this.mandatory = Arrays.stream(attributes).filter(ONNXAttribute::isMandatory).map(ONNXAttribute::getName).collect(Collectors.toUnmodifiableSet());
    }

    private static ONNXAttribute ints(String name, boolean mandatory) {
        return new ONNXAttribute(name, AttributeType.INTS, mandatory);
    }

    @Override
    public String getOpName() {
        return operator;
    }

    @Override
    public int getNumInputs() {
        return inputs;
    }

    @Override
    public int getNumOptionalInputs() {
        return optionalInputs;
    }

    @Override
    public int getNumOutputs() {
        return 1;
    }

    @Override
    public Map<String, ONNXAttribute> getAttributes() {
        return attributes;
    }

    @Override
    public Set<String> getMandatoryAttributeNames() {
        return mandatory;
    }

    @Override
    public int getOpVersion() {
        return ONNXOperators.getOpsetVersion();
    }

    /** @return null, the default domain. */
    @Override
    public @Nullable String getOpDomain() {
        return null;
    }
}
