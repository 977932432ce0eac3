package io.localssl.nn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.algorithm;
import static org.bytedeco.dnnl.global.dnnl.prop_kind;

/**
 * A block by oneDNN primitives. Maps stay in oneDNN's own layout from block to block; weights, features and their gradients are ND4J arrays. ReLU is
 * fused into the convolution.
 */
final class OneDnnBlock implements BlockKernel {
    /** Below this many input channels the Winograd transforms cost more than they save. */
    private static final int WINOGRAD_CHANNELS = 16;
    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final long[] NO_PADDING = {0, 0};

    private final engine engine;
    private final OneDnnProgram forward;
    private final OneDnnProgram backward;
    private final OneDnnProgram copyOut;
    private final INDArray features;
    private final INDArray featureGradient;
    private final INDArray activation;
    private final memory map;

    OneDnnBlock(engine engine, stream stream, EncoderSpec.Block block, EncoderParameters.Block parameters, int rows, memory input,
            int[] pooling) {
        this.engine = engine;
        forward = new OneDnnProgram(engine, stream);
        backward = new OneDnnProgram(engine, stream);
        copyOut = new OneDnnProgram(engine, stream);
        int out = block.outChannels();
        long[] mapShape = {rows, out, block.mapHeight(), block.mapWidth()};
        long[] window = {pooling[0], pooling[1]};
        long[] gridShape = {rows, out, block.mapHeight() / window[0], block.mapWidth() / window[1]};
        features = Nd4j.create(DataType.FLOAT, new long[]{rows, gridShape[1] * gridShape[2] * gridShape[3]}, 'c');
        featureGradient = Nd4j.create(DataType.FLOAT, features.shape(), 'c');
        activation = Nd4j.create(DataType.FLOAT, mapShape, 'c');

        Convolution convolution = new Convolution(block, parameters, rows, input);
        memory convolved = convolution.forward();
        Pooling maxPool = block.maxPool() ? new Pooling(algorithm.pooling_max, convolved, mapShape, TWO) : null;
        map = maxPool == null ? convolved : maxPool.forward();
        Pooling average = new Pooling(algorithm.pooling_avg_exclude_padding, map, gridShape, window);
        forward.convert(average.forward(), forward.over(features, gridShape));
        copyOut.convert(map, copyOut.over(activation, mapShape));

        memory gradient = average.backward(backward.over(featureGradient, gridShape));
        if (maxPool != null) {
            gradient = maxPool.backward(gradient);
        }
        convolution.backward(convolved, gradient);
    }

    /** h, the input of the next block. */
    memory map() {
        return map;
    }

    @Override
    public void forward() {
        forward.run();
    }

    @Override
    public INDArray features() {
        return features;
    }

    @Override
    public void mapGradient(INDArray gradient) {
        featureGradient.assign(gradient);
    }

    @Override
    public void weightGradient() {
        backward.run();
    }

    @Override
    public void inputGradient() {
        throw new IllegalStateException("built for local gradients");
    }

    @Override
    public INDArray pooledMapGradient() {
        throw new IllegalStateException("built for local gradients");
    }

    @Override
    public double mapGradientSquare() {
        throw new IllegalStateException("built for local gradients");
    }

    @Override
    public INDArray activation() {
        copyOut.run();
        return activation.dup('c');
    }

    @Override
    public void close() {
        copyOut.close();
        backward.close();
        forward.close();
        features.close();
        featureGradient.close();
        activation.close();
    }

    /** Convolution with bias and ReLU. */
    private final class Convolution {
        private final EncoderParameters.Block parameters;
        private final memory input;
        private final long[] inputShape;
        private final long[] weightShape;
        private final long[] biasShape;
        private final long[] outputShape;
        private final algorithm method;

        Convolution(EncoderSpec.Block block, EncoderParameters.Block parameters, int rows, memory input) {
            this.parameters = parameters;
            this.input = input;
            inputShape = new long[]{rows, block.inChannels(), block.height(), block.width()};
            weightShape = new long[]{block.outChannels(), block.inChannels(), 3, 3};
            biasShape = new long[]{block.outChannels()};
            outputShape = new long[]{rows, block.outChannels(), block.height(), block.width()};
            method = block.inChannels() >= WINOGRAD_CHANNELS && winogradServesTheShape()
                    ? algorithm.convolution_winograd : algorithm.convolution_direct;
        }

        private boolean winogradServesTheShape() {
            try (convolution_forward.primitive_desc forwards = new convolution_forward.primitive_desc(
                    forwardDescription(algorithm.convolution_winograd), engine);
                 convolution_backward_weights.primitive_desc backwards = new convolution_backward_weights.primitive_desc(
                         backwardDescription(algorithm.convolution_winograd), engine, forwards)) {
                return !backwards.isNull();
            } catch (RuntimeException e) { // oneDNN says "could not create a primitive descriptor"
                return false;
            }
        }

        memory forward() {
            post_ops relu = new post_ops();
            relu.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
            primitive_attr fused = new primitive_attr();
            fused.set_post_ops(relu);
            convolution_forward.primitive_desc primitive = new convolution_forward.primitive_desc(forwardDescription(method), fused, engine);
            memory source = forward.inLayout(input, primitive.src_desc());
            memory weights = forward.inLayout(forward.over(parameters.weight().value(), weightShape), primitive.weights_desc());
            memory convolved = forward.allocate(primitive.dst_desc());
            forward.add(new convolution_forward(primitive), new IntMemoryMap().put(DNNL_ARG_SRC, source).put(DNNL_ARG_WEIGHTS, weights)
                    .put(DNNL_ARG_BIAS, forward.over(parameters.bias().value(), biasShape)).put(DNNL_ARG_DST, convolved));
            return convolved;
        }

        private convolution_forward.desc forwardDescription(algorithm method) {
            return new convolution_forward.desc(prop_kind.forward_training, method, OneDnnProgram.any(inputShape), OneDnnProgram.any(weightShape),
                    OneDnnProgram.plain(biasShape), OneDnnProgram.any(outputShape), ONE, ONE, ONE);
        }

        private convolution_backward_weights.desc backwardDescription(algorithm method) {
            return new convolution_backward_weights.desc(method, OneDnnProgram.any(inputShape), OneDnnProgram.any(weightShape),
                    OneDnnProgram.plain(biasShape), OneDnnProgram.any(outputShape), ONE, ONE, ONE);
        }

        /** From the gradient of the rectified map to the gradients of weights and bias. */
        void backward(memory convolved, memory gradient) {
            memory.desc layout = convolved.get_desc();
            eltwise_forward.primitive_desc hint = new eltwise_forward.primitive_desc(new eltwise_forward.desc(prop_kind.forward_training,
                    algorithm.eltwise_relu_use_dst_for_bwd, layout, 0, 0), engine);
            eltwise_backward.primitive_desc relu = new eltwise_backward.primitive_desc(new eltwise_backward.desc(
                    algorithm.eltwise_relu_use_dst_for_bwd, layout, layout, 0, 0), engine, hint);
            backward.add(new eltwise_backward(relu), new IntMemoryMap().put(DNNL_ARG_DST, convolved).put(DNNL_ARG_DIFF_DST, gradient)
                    .put(DNNL_ARG_DIFF_SRC, gradient));

            convolution_backward_weights.primitive_desc primitive = new convolution_backward_weights.primitive_desc(
                    backwardDescription(method), engine, new convolution_forward.primitive_desc(forwardDescription(method), engine));
            memory source = backward.inLayout(input, primitive.src_desc());
            memory outputGradient = backward.inLayout(gradient, primitive.diff_dst_desc());
            memory weightGradient = backward.allocate(primitive.diff_weights_desc());
            backward.add(new convolution_backward_weights(primitive), new IntMemoryMap().put(DNNL_ARG_SRC, source)
                    .put(DNNL_ARG_DIFF_DST, outputGradient).put(DNNL_ARG_DIFF_WEIGHTS, weightGradient)
                    .put(DNNL_ARG_DIFF_BIAS, backward.over(parameters.bias().gradient(), biasShape)));
            backward.convert(weightGradient, backward.over(parameters.weight().gradient(), weightShape));
        }
    }

    /** Max or average pooling without padding; borders that do not fill a window are dropped. */
    private final class Pooling {
        private final algorithm kind;
        private final memory input;
        private final memory.desc outputDescription;
        private final long[] window;
        private final pooling_forward.primitive_desc primitive;
        private @Nullable memory workspace;

        Pooling(algorithm kind, memory input, long[] outputShape, long[] window) {
            this.kind = kind;
            this.input = input;
            this.window = window;
            outputDescription = OneDnnProgram.any(outputShape);
            primitive = new pooling_forward.primitive_desc(new pooling_forward.desc(prop_kind.forward_training, kind, input.get_desc(),
                    outputDescription, window, window, NO_PADDING, NO_PADDING), engine);
        }

        memory forward() {
            memory output = forward.allocate(primitive.dst_desc());
            IntMemoryMap arguments = new IntMemoryMap().put(DNNL_ARG_SRC, input).put(DNNL_ARG_DST, output);
            if (kind == algorithm.pooling_max) {
                workspace = forward.allocate(primitive.workspace_desc());
                arguments.put(DNNL_ARG_WORKSPACE, workspace);
            }
            forward.add(new pooling_forward(primitive), arguments);
            return output;
        }

        memory backward(memory outputGradient) {
            pooling_backward.primitive_desc gradient = new pooling_backward.primitive_desc(new pooling_backward.desc(kind, input.get_desc(),
                    outputDescription, window, window, NO_PADDING, NO_PADDING), engine, primitive);
            memory inputGradient = backward.allocate(gradient.diff_src_desc());
            IntMemoryMap arguments = new IntMemoryMap().put(DNNL_ARG_DIFF_DST, backward.inLayout(outputGradient, gradient.diff_dst_desc()))
                    .put(DNNL_ARG_DIFF_SRC, inputGradient);
            if (workspace != null) {
                arguments.put(DNNL_ARG_WORKSPACE, workspace);
            }
            backward.add(new pooling_backward(gradient), arguments);
            return inputGradient;
        }
    }
}
