package io.localssl.nn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

import java.util.function.Supplier;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.algorithm;
import static org.bytedeco.dnnl.global.dnnl.prop_kind;

/**
 * A 3x3 convolution with bias and a fused ReLU, and its gradients. The weights are reordered from and to ND4J's memory; maps stay in oneDNN's own layout.
 */
final class OneDnnConvolution {
    /** Below this many input channels the Winograd transforms cost more than they save. */
    private static final int WINOGRAD_CHANNELS = 16;
    private static final long[] ONE = {1, 1};

    private final engine engine;
    private final EncoderParameters.Block parameters;
    private final long[] inputShape;
    private final long[] weightShape;
    private final long[] biasShape;
    private final long[] outputShape;
    private final algorithm method;

    OneDnnConvolution(engine engine, EncoderSpec.Block block, EncoderParameters.Block parameters, int rows) {
        this.engine = engine;
        this.parameters = parameters;
        inputShape = new long[]{rows, block.inChannels(), block.height(), block.width()};
        weightShape = new long[]{block.outChannels(), block.inChannels(), 3, 3};
        biasShape = new long[]{block.outChannels()};
        outputShape = new long[]{rows, block.outChannels(), block.height(), block.width()};
        method = block.inChannels() >= WINOGRAD_CHANNELS && accepted(() -> weightGradientDescription(algorithm.convolution_winograd))
                ? algorithm.convolution_winograd : algorithm.convolution_direct;
    }

    /** Whether oneDNN has a kernel for what is described. */
    private static boolean accepted(Supplier<? extends Pointer> description) {
        try (Pointer primitive = description.get()) {
            return !primitive.isNull();
        } catch (RuntimeException e) { // oneDNN says "could not create a primitive descriptor"
            return false;
        }
    }

    /** Adds relu(W * x + b). */
    memory forward(OneDnnProgram program, memory input) {
        post_ops relu = new post_ops();
        relu.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        primitive_attr fused = new primitive_attr();
        fused.set_post_ops(relu);
        convolution_forward.primitive_desc primitive = new convolution_forward.primitive_desc(forwardOperation(method), fused, engine);
        memory source = program.inLayout(input, primitive.src_desc());
        memory weights = program.inLayout(program.over(parameters.weight().value(), weightShape), primitive.weights_desc());
        memory convolved = program.allocate(primitive.dst_desc());
        program.add(new convolution_forward(primitive), new IntMemoryMap().put(DNNL_ARG_SRC, source).put(DNNL_ARG_WEIGHTS, weights)
                .put(DNNL_ARG_BIAS, program.over(parameters.bias().value(), biasShape)).put(DNNL_ARG_DST, convolved));
        return convolved;
    }

    /** Adds the gradient of the ReLU: from the gradient of its output to that of its input, which may be the same memory. All three have one layout. */
    void rectify(OneDnnProgram program, memory convolved, memory gradient, memory rectified) {
        memory.desc layout = convolved.get_desc();
        eltwise_forward.primitive_desc hint = new eltwise_forward.primitive_desc(new eltwise_forward.desc(prop_kind.forward_training,
                algorithm.eltwise_relu_use_dst_for_bwd, layout, 0, 0), engine);
        eltwise_backward.primitive_desc relu = new eltwise_backward.primitive_desc(new eltwise_backward.desc(
                algorithm.eltwise_relu_use_dst_for_bwd, layout, layout, 0, 0), engine, hint);
        program.add(new eltwise_backward(relu), new IntMemoryMap().put(DNNL_ARG_DST, convolved).put(DNNL_ARG_DIFF_DST, gradient)
                .put(DNNL_ARG_DIFF_SRC, rectified));
    }

    /** Adds the gradients of weights and bias from the gradient of the convolution's output, before the ReLU. */
    void weightGradient(OneDnnProgram program, memory input, memory outputGradient) {
        convolution_backward_weights.primitive_desc primitive = weightGradientDescription(method);
        memory source = program.inLayout(input, primitive.src_desc());
        memory gradient = program.inLayout(outputGradient, primitive.diff_dst_desc());
        memory weightGradient = program.allocate(primitive.diff_weights_desc());
        program.add(new convolution_backward_weights(primitive), new IntMemoryMap().put(DNNL_ARG_SRC, source)
                .put(DNNL_ARG_DIFF_DST, gradient).put(DNNL_ARG_DIFF_WEIGHTS, weightGradient)
                .put(DNNL_ARG_DIFF_BIAS, program.over(parameters.bias().gradient(), biasShape)));
        program.convert(weightGradient, program.over(parameters.weight().gradient(), weightShape));
    }

    /** Adds the gradient of the input from the gradient of the convolution's output, before the ReLU. */
    void inputGradient(OneDnnProgram program, memory outputGradient, memory inputGradient) {
        boolean winograd = method == algorithm.convolution_winograd && accepted(() -> inputGradientDescription(algorithm.convolution_winograd));
        convolution_backward_data.primitive_desc primitive = inputGradientDescription(
                winograd ? algorithm.convolution_winograd : algorithm.convolution_direct);
        memory gradient = program.inLayout(outputGradient, primitive.diff_dst_desc());
        memory weights = program.inLayout(program.over(parameters.weight().value(), weightShape), primitive.weights_desc());
        boolean sameLayout = inputGradient.get_desc().equals(primitive.diff_src_desc());
        memory destination = sameLayout ? inputGradient : program.allocate(primitive.diff_src_desc());
        program.add(new convolution_backward_data(primitive), new IntMemoryMap().put(DNNL_ARG_DIFF_DST, gradient)
                .put(DNNL_ARG_WEIGHTS, weights).put(DNNL_ARG_DIFF_SRC, destination));
        if (!sameLayout) {
            program.convert(destination, inputGradient);
        }
    }

    private convolution_forward.desc forwardOperation(algorithm method) {
        return new convolution_forward.desc(prop_kind.forward_training, method, OneDnnProgram.any(inputShape), OneDnnProgram.any(weightShape),
                OneDnnProgram.plain(biasShape), OneDnnProgram.any(outputShape), ONE, ONE, ONE);
    }

    private convolution_backward_weights.primitive_desc weightGradientDescription(algorithm method) {
        return new convolution_backward_weights.primitive_desc(new convolution_backward_weights.desc(method, OneDnnProgram.any(inputShape),
                OneDnnProgram.any(weightShape), OneDnnProgram.plain(biasShape), OneDnnProgram.any(outputShape), ONE, ONE, ONE), engine,
                new convolution_forward.primitive_desc(forwardOperation(method), engine));
    }

    private convolution_backward_data.primitive_desc inputGradientDescription(algorithm method) {
        return new convolution_backward_data.primitive_desc(new convolution_backward_data.desc(method, OneDnnProgram.any(inputShape),
                OneDnnProgram.any(weightShape), OneDnnProgram.any(outputShape), ONE, ONE, ONE), engine,
                new convolution_forward.primitive_desc(forwardOperation(method), engine));
    }
}
