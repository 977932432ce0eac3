package io.localssl.nn.conv;

import org.jspecify.annotations.Nullable;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * What a block makes of its convolution, h = maxpool(relu(y + b)), strip by strip as it leaves the convolution, so that y itself is never kept; and the way
 * back, dL/dy from dL/dh.
 */
final class RectifiedMap {
    private final FeatureMap map;
    private final int height;
    private final int width;
    private final FloatBuffer @Nullable [] winners;
    private final float[] bias;

    /**
     * @param map     receives h; half the size of the convolution's map with a max-pool, which drops odd borders.
     * @param height  rows of the convolution's map.
     * @param width   columns of the convolution's map.
     * @param winners with a max-pool: for each row of the batch the {@link Winners} of its strips.
     */
    RectifiedMap(FeatureMap map, int height, int width, FloatBuffer @Nullable [] winners) {
        this.map = map;
        this.height = height;
        this.width = width;
        this.winners = winners;
        bias = new float[(width + Lowering.STRIP - 1) / Lowering.STRIP * map.channels()];
    }

    FeatureMap map() {
        return map;
    }

    /** The columns of the convolution's map. */
    int width() {
        return width;
    }

    /** Takes the bias of the coming strips. */
    void bias(float[] values) {
        for (int at = 0; at < bias.length; at += values.length) {
            System.arraycopy(values, 0, bias, at, values.length);
        }
    }

    /** Stores the strip in {@link Scratch#output}. */
    void store(int row, int strip, Scratch scratch) {
        if (winners == null) {
            for (float[][] line : scratch.output) {
                for (float[] column : line) {
                    rectify(column, bias, bias.length);
                }
            }
            map.write(row, strip, scratch);
        } else {
            storePooled(row, strip, scratch, winners[row]);
        }
    }

    static void rectify(float[] y, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(0f, y[i] + bias[i]);
        }
    }

    private void storePooled(int row, int strip, Scratch scratch, FloatBuffer winners) {
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
        winners.put(strip * bias.length, scratch.winners, 0, bias.length);
    }

    /**
     * The way back, a strip at a time.
     *
     * @param mapGradient dL/dh.
     * @param scratch     receives dL/dy in {@link Scratch#output}, zero outside the map.
     */
    void readGradient(int row, int strip, MapSource mapGradient, Scratch scratch) {
        if (winners == null) {
            readRows(row, Lowering.STRIP * strip, mapGradient, scratch);
        } else {
            readPooled(row, strip, mapGradient, scratch, winners[row]);
        }
    }

    private void readRows(int row, int top, MapSource mapGradient, Scratch scratch) {
        int channels = map.channels();
        for (int i = 0; i < Lowering.STRIP; i++) {
            for (int x = 0; x * channels < 4 * bias.length; x++) {
                float[] column = scratch.output[i][x % 4];
                int at = x / 4 * channels;
                if (top + i < height && x < width) {
                    mapGradient.read(row, top + i, x, column, at, scratch);
                    map.read(row, top + i, x, scratch.planes[x % 4], at, scratch);
                } else {
                    Arrays.fill(column, at, at + channels, 0);
                    Arrays.fill(scratch.planes[x % 4], at, at + channels, 0);
                }
            }
            for (int j = 0; j < 4; j++) {
                silence(scratch.planes[j], scratch.output[i][j], 0, bias.length);
            }
        }
    }

    private void readPooled(int row, int strip, MapSource mapGradient, Scratch scratch, FloatBuffer winners) {
        int channels = map.channels();
        winners.get(strip * bias.length, scratch.winners, 0, bias.length);
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

    /**
     * The way back, position by position.
     *
     * @param mapGradient dL/dh.
     * @return dL/dy, computed as it is read.
     */
    MapSource gradient(MapSource mapGradient) {
        return new MapSource(map.channels(), height, width) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                if (winners == null) {
                    mapGradient.read(row, y, x, into, at, scratch);
                    map.read(row, y, x, scratch.position, 0, scratch);
                    silence(scratch.position, into, at, map.channels());
                } else if (y / 2 < map.height() && x / 2 < map.width()) {
                    mapGradient.read(row, y / 2, x / 2, scratch.position, 0, scratch);
                    winners[row].get(y / 4 * bias.length + x / 4 * map.channels(), scratch.winners, 0, map.channels());
                    Winners.unpool(scratch.position, scratch.winners, y, x, into, at, map.channels());
                } else {
                    Arrays.fill(into, at, at + map.channels(), 0); // a border that the max-pool drops
                }
            }
        };
    }

    private static void silence(float[] activity, float[] gradient, int at, int n) {
        for (int i = 0; i < n; i++) {
            gradient[at + i] *= Math.min(1f, activity[i] * Float.MAX_VALUE);
        }
    }
}
