package io.localssl.onnx;

import io.localssl.onnx.ConvEncoder.Statistics;
import org.jspecify.annotations.Nullable;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.List;
import java.util.Map;

/**
 * A map that is normalised as far as the nodes of a graph do it.
 *
 * @param map  [batch, channels, height, width].
 * @param left what those who read it have yet to subtract and to divide by, null for nothing; a convolution has {@link FoldedFilters} for it.
 */
record NormalisedMap(ONNXRef<?> map, @Nullable Statistics left) {

    /** Channels, rows and columns of an image. */
    private static final int[] IMAGE = {1, 2, 3};

    static NormalisedMap none(ONNXRef<?> map) {
        return new NormalisedMap(map, null);
    }

    /** x^ = x / sqrt(mean(x^2) + epsilon). */
    static NormalisedMap rms(ONNXRef<?> map, String name) {
        ONNXContext context = map.onnxContext();
        ONNXNode scale = mean(map.apply(ONNXOperators.MUL, map, name + "squares"), name + "mean_square")
                .apply(ONNXOperators.ADD, context.constant(name + "epsilon", (float) InputNormalisation.EPSILON), name + "mean_square_epsilon")
                .apply(ConvOperators.SQRT, name + "rms");
        return none(map.apply(ONNXOperators.DIV, scale, name + "normalised"));
    }

    /** x^ = (x - m) / sqrt(v + epsilon): what is left of x without its mean has the mean square v. */
    static NormalisedMap layer(ONNXRef<?> map, String name) {
        return rms(map.apply(ONNXOperators.SUB, mean(map, name + "mean"), name + "centred"), name);
    }

    /**
     * x^ = (x - m_c) / sqrt(v_c + epsilon), of which at most the mean is subtracted here.
     *
     * @param padded whether zeros are put around x^ before it is read.
     */
    static NormalisedMap batch(ONNXRef<?> map, Statistics statistics, boolean padded, String name) {
        if (!padded) {
            return new NormalisedMap(map, statistics);
        }
        float[] mean = statistics.mean();
        return new NormalisedMap(map.apply(ONNXOperators.SUB, perChannel(map.onnxContext(), name + "mean", mean), name + "centred"),
                new Statistics(new float[mean.length], statistics.variance()));
    }

    /** The map x^ itself, where all means have been subtracted. */
    NormalisedMap scaled(String name) {
        if (left == null) {
            return this;
        }
        float[] scale = new float[left.variance().length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = (float) FoldedFilters.scale(left.variance()[c]);
        }
        return none(map.apply(ONNXOperators.MUL, perChannel(map.onnxContext(), name + "scale", scale), name + "normalised"));
    }

    /** A value for each channel, to be broadcast over a map. */
    static ONNXInitializer perChannel(ONNXContext context, String name, float[] values) {
        return context.floatTensor(name, List.of(1, values.length, 1, 1), buffer -> buffer.put(values));
    }

    private static ONNXNode mean(ONNXRef<?> map, String name) {
        return map.onnxContext().operation(ONNXOperators.REDUCE_MEAN, List.of(map), name, Map.of("axes", IMAGE));
    }
}
