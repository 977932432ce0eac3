package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

/**
 * What is made of a convolution, strip by strip as it leaves it, so that y itself is never kept; and the way back, dL/dy from the gradient of what was made. This one
 * keeps y + b, and its gradient is that of y.
 */
class ConvolvedMap {
    final FeatureMap map;
    final int height;
    final int width;
    final float[] bias;

    /**
     * @param map   receives what is made.
     * @param shape the convolution.
     */
    ConvolvedMap(FeatureMap map, ConvolutionShape shape) {
        this.map = map;
        height = shape.height();
        width = shape.width();
        bias = new float[(width + Lowering.STRIP - 1) / Lowering.STRIP * map.channels()];
    }

    final FeatureMap map() {
        return map;
    }

    /** The values of each column of a strip. */
    final int columnLength() {
        return bias.length;
    }

    /** Takes the bias of the coming strips. */
    final void bias(float[] values) {
        for (int at = 0; at < bias.length; at += values.length) {
            System.arraycopy(values, 0, bias, at, values.length);
        }
    }

    /** Stores the strip in {@link Scratch#output}. */
    void store(int row, int strip, Scratch scratch) {
        for (float[][] line : scratch.output) {
            for (float[] column : line) {
                add(bias, column, bias.length);
            }
        }
        map.write(row, strip, scratch);
    }

    static void add(float[] from, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += from[i];
        }
    }

    /**
     * The way back, a strip at a time.
     *
     * @param mapGradient the gradient of what was made.
     * @param scratch     receives dL/dy in {@link Scratch#output}, zero outside the map.
     */
    void readGradient(int row, int strip, MapSource mapGradient, Scratch scratch) {
        MapSource gradient = gradient(mapGradient);
        for (int i = 0; i < Lowering.STRIP; i++) {
            gradient.readColumns(row, Lowering.STRIP * strip + i, scratch.output[i], scratch);
        }
    }

    /**
     * The way back, position by position.
     *
     * @param mapGradient the gradient of what was made.
     * @return dL/dy, computed as it is read.
     */
    MapSource gradient(MapSource mapGradient) {
        return mapGradient;
    }
}
