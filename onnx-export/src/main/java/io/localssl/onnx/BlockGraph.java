package io.localssl.onnx;

import io.localssl.onnx.ConvEncoder.Filters;
import io.localssl.onnx.ConvEncoder.Statistics;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a block into a graph. Running statistics and the mean over channels of {@link Activation#TRIANGLE} go into the weights and biases; only what zero
 * padding or an identity shortcut must see of {@link InputNormalisation#BATCH} is a node of its own.
 */
final class BlockGraph {
    private final ConvEncoder.Block block;
    private final BlockShape shape;
    private final String name;
    private final RawTensors weights;
    private final Iterator<Statistics> statistics;

    /**
     * @param name    goes in front of all names.
     * @param weights takes the weights.
     */
    BlockGraph(ConvEncoder.Block block, String name, RawTensors weights) {
        this.weights = weights;
        this.block = block;
        this.shape = block.shape();
        this.name = name;
        this.statistics = block.statistics().iterator();
    }

    /** The map h of the block, from the map that it reads. */
    ONNXNode write(ONNXRef<?> map) {
        BlockShape.Residual residual = shape.residual();
        return residual == null ? plain(map) : residual(map, residual);
    }

    /** A map average-pooled and flattened in (channel, row, column) order. */
    ONNXNode readout(ONNXRef<?> map) {
        int kernel = shape.poolKernel();
        return pool(map, ConvOperators.AVERAGE_POOL, kernel, kernel, 0, name + "pooled").apply(ConvOperators.FLATTEN, name + "readout");
    }

    /** P(activation(W_1 * x^ + b_1)). */
    private ONNXNode plain(ONNXRef<?> map) {
        ConvolutionShape convolution = shape.convolution();
        NormalisedMap input = normalise(map, shape.normalisation(), convolution.padding() > 0, name);
        Filters filters = block.filters().get(0);
        ONNXNode output = convolve(input, convolution, shape.activation() == Activation.TRIANGLE ? FoldedFilters.centred(filters) : filters, name)
                .apply(ConvOperators.RELU, name + "relu");
        MapPool pool = shape.pool();
        return switch (pool) {
            case NONE -> output;
            case MAX, OVERLAPPING_MAX -> pool(output, ConvOperators.MAX_POOL, pool.kernel(), pool.stride(), pool.padding(), name + "maxpool");
            case AVERAGE -> pool(output, ConvOperators.AVERAGE_POOL, pool.kernel(), pool.stride(), pool.padding(), name + "averagepool");
        };
    }

    /** relu(W_2 * N(relu(W_1 * x^ + b_1)) + b_2 + shortcut). */
    private ONNXNode residual(ONNXRef<?> map, BlockShape.Residual residual) {
        ConvolutionShape first = shape.convolution();
        ConvolutionShape second = residual.second();
        ConvolutionShape projection = residual.shortcut();
        NormalisedMap input = projection == null ? normalise(map, shape.normalisation(), true, name).scaled(name)
                : normalise(map, shape.normalisation(), first.padding() > 0 || projection.padding() > 0, name);
        ONNXNode inner = convolve(input, first, block.filters().get(0), name).apply(ConvOperators.RELU, name + "relu");
        String inside = name + "second/";
        ONNXNode output = convolve(normalise(inner, residual.normalisation(), second.padding() > 0, inside), second, block.filters().get(1), inside);
        ONNXRef<?> shortcut = projection == null ? input.map() : convolve(input, projection, block.filters().get(2), name + "shortcut/");
        return output.apply(ONNXOperators.ADD, shortcut, name + "sum").apply(ConvOperators.RELU, name + "sum_relu");
    }

    private NormalisedMap normalise(ONNXRef<?> map, InputNormalisation normalisation, boolean padded, String prefix) {
        return switch (normalisation) {
            case NONE -> NormalisedMap.none(map);
            case BATCH -> NormalisedMap.batch(map, statistics.next(), padded, prefix);
            case LAYER -> NormalisedMap.layer(map, prefix);
            case RMS -> NormalisedMap.rms(map, prefix);
        };
    }

    private ONNXNode convolve(NormalisedMap input, ConvolutionShape shape, Filters filters, String prefix) {
        ONNXContext context = input.map().onnxContext();
        Statistics left = input.left();
        Filters folded = left == null ? filters : FoldedFilters.normalised(filters, shape, left);
        List<Integer> sides = List.of(shape.outChannels(), shape.inChannels(), shape.kernelHeight(), shape.kernelWidth());
        ONNXInitializer weight = weights.declare(context, prefix + "weight", sides, folded.weight());
        ONNXInitializer bias = context.floatTensor(prefix + "bias", List.of(shape.outChannels()), buffer -> buffer.put(folded.bias()));
        SortedMap<String, Object> window = window(shape.kernelHeight(), shape.kernelWidth(), shape.padding());
        if (shape.stride() > 1) {
            window.put("strides", new int[] {shape.stride(), shape.stride()});
        }
        return context.operation(ConvOperators.CONV, List.of(input.map(), weight, bias), prefix + "conv", window);
    }

    private static ONNXNode pool(ONNXRef<?> map, ConvOperators operator, int kernel, int stride, int padding, String name) {
        SortedMap<String, Object> window = window(kernel, kernel, padding);
        window.put("strides", new int[] {stride, stride});
        return map.onnxContext().operation(operator, List.of(map), name, window);
    }

    /** Sorted, so that the same encoder is the same bytes in every run. */
    private static SortedMap<String, Object> window(int height, int width, int padding) {
        SortedMap<String, Object> window = new TreeMap<>();
        window.put("kernel_shape", new int[] {height, width});
        if (padding > 0) {
            window.put("pads", new int[] {padding, padding, padding, padding});
        }
        return window;
    }
}
