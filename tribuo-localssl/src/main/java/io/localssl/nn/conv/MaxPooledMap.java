package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** maxpool(relu(y + b)) with 2x2 windows, half the size of the convolution's map; odd borders are dropped. */
final class MaxPooledMap extends ConvolvedMap {
    private final FloatBuffer[] winners;

    /**
     * @param map     receives it.
     * @param shape   the convolution.
     * @param winners for each row of the batch the {@link Winners} of its strips.
     */
    MaxPooledMap(FeatureMap map, ConvolutionShape shape, FloatBuffer[] winners) {
        super(map, shape);
        this.winners = winners;
    }

    @Override
    void store(int row, int strip, Scratch scratch) {
        int channels = map.channels();
        Arrays.fill(scratch.winners, 0, bias.length, 0);
        for (int window = 0; window < Winners.WINDOWS; window++) {
            int j = window % 2;
            Winners.pool(scratch.output, window, bias, scratch.wide, scratch.planes[0], scratch.winners, bias.length);
            int y = (Lowering.STRIP * strip + window) / 2;
            for (int x = j; x < map.width() && y < map.height(); x += 2) {
                map.write(row, y, x, scratch.wide, x / 2 * channels);
            }
        }
        winners[row].put(strip * bias.length, scratch.winners, 0, bias.length);
    }

    @Override
    void readGradient(int row, int strip, MapSource mapGradient, Scratch scratch) {
        int channels = map.channels();
        winners[row].get(strip * bias.length, scratch.winners, 0, bias.length);
        for (int window = Winners.WINDOWS - 1; window >= 0; window--) {
            int y = (Lowering.STRIP * strip + window) / 2;
            for (int x = window % 2; x / 2 * channels < bias.length; x += 2) {
                int at = x / 2 * channels;
                if (y < map.height() && x < map.width()) {
                    mapGradient.read(row, y, x, scratch.wide, at, scratch);
                } else {
                    Arrays.fill(scratch.wide, at, at + channels, 0); // a border that the max-pool drops
                }
            }
            Winners.unpool(scratch.wide, scratch.winners, window, scratch.planes[0], scratch.output, bias.length);
        }
    }

    @Override
    MapSource gradient(MapSource mapGradient) {
        return new MapSource(map.channels(), height, width) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                if (y / 2 < map.height() && x / 2 < map.width()) {
                    mapGradient.read(row, y / 2, x / 2, scratch.position, 0, scratch);
                    winners[row].get(y / 4 * bias.length + x / 4 * map.channels(), scratch.winners, 0, map.channels());
                    Winners.unpool(scratch.position, scratch.winners, y, x, into, at, map.channels());
                } else {
                    Arrays.fill(into, at, at + map.channels(), 0); // a border that the max-pool drops
                }
            }
        };
    }
}
