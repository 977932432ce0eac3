package io.localssl.onnx;

import io.localssl.onnx.ConvEncoder.Filters;
import io.localssl.onnx.ConvEncoder.Statistics;

/** Filters that do what would otherwise be an operation of its own before or behind their convolution. Sums are taken in double precision. */
final class FoldedFilters {

    private FoldedFilters() {
    }

    /**
     * Filters that read the map x as the given ones read x^ = (x - m_c) / s_c, s_c = sqrt(v_c + epsilon):
     * <pre>
     * W'_oct = W_oct / s_c,    b'_o = b_o - sum over c and t of W'_oct m_c
     * </pre>
     * Zeros around a map are zeros of x^, not of x: a convolution with padding takes only means of zero.
     */
    static Filters normalised(Filters filters, ConvolutionShape shape, Statistics statistics) {
        float[] weight = new float[filters.weight().length()];
        float[] bias = new float[filters.bias().length];
        for (int o = 0; o < bias.length; o++) {
            double shift = 0;
            for (int i = o * shape.fanIn(); i < (o + 1) * shape.fanIn(); i++) {
                int channel = i / shape.taps() % shape.inChannels();
                double scaled = filters.weight().get(i) * scale(statistics.variance()[channel]);
                shift += scaled * statistics.mean()[channel];
                weight[i] = (float) scaled;
            }
            bias[o] = (float) (filters.bias()[o] - shift);
        }
        return new Filters(weight, bias);
    }

    /** 1 / sqrt(v + epsilon). */
    static double scale(float variance) {
        return 1 / Math.sqrt(variance + InputNormalisation.EPSILON);
    }

    /** Filters that yield y_o - m, m the mean over all y_o of a position: W'_o = W_o - mean over o of W_o, b likewise. */
    static Filters centred(Filters filters) {
        int rows = filters.bias().length;
        float[] bias = filters.bias();
        return new Filters(centred(filters.weight()::get, filters.weight().length(), rows), centred(o -> bias[o], rows, rows));
    }

    /** A value of a matrix, by its place in the order of rows. */
    @FunctionalInterface
    private interface Values {
        float at(int index);
    }

    private static float[] centred(Values values, int count, int rows) {
        int length = count / rows;
        float[] centred = new float[count];
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int o = 0; o < rows; o++) {
                sum += values.at(o * length + i);
            }
            for (int o = 0; o < rows; o++) {
                centred[o * length + i] = (float) (values.at(o * length + i) - sum / rows);
            }
        }
        return centred;
    }
}
