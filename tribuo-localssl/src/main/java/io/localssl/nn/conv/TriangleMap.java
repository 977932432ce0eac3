package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

/** The triangle activation: max(0, y + b - m) with the mean m over the channels of each position. */
final class TriangleMap extends ConvolvedMap {

    /**
     * @param map   receives it.
     * @param shape the convolution.
     */
    TriangleMap(FeatureMap map, ConvolutionShape shape) {
        super(map, shape);
    }

    @Override
    void store(int row, int strip, Scratch scratch) {
        for (float[][] line : scratch.output) {
            for (float[] column : line) {
                add(bias, column, bias.length);
                for (int at = 0; at < bias.length; at += map.channels()) {
                    centre(column, at, map.channels());
                }
                rectify(column, 0, bias.length);
            }
        }
        map.write(row, strip, scratch);
    }

    /** Subtracts the mean; as that is linear and symmetric, it is also its way back. */
    static void centre(float[] values, int at, int n) {
        double sum = 0;
        for (int i = at; i < at + n; i++) {
            sum += values[i];
        }
        float mean = (float) (sum / n);
        for (int i = at; i < at + n; i++) {
            values[i] -= mean;
        }
    }

    static void rectify(float[] values, int at, int n) {
        for (int i = at; i < at + n; i++) {
            values[i] = Math.max(0f, values[i]);
        }
    }

    @Override
    MapSource gradient(MapSource mapGradient) {
        return new MapSource(map.channels(), height, width) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                mapGradient.read(row, y, x, into, at, scratch);
                map.read(row, y, x, scratch.position, 0, scratch);
                RectifiedMap.silence(scratch.position, into, at, map.channels());
                centre(into, at, map.channels());
            }
        };
    }
}
