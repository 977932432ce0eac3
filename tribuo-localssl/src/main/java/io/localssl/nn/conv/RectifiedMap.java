package io.localssl.nn.conv;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a block makes of its convolution, h = maxpool(relu(y + b)), strip by strip as it leaves the convolution, so that y itself is never kept; and the way
 * back, dL/dy from dL/dh.
 */
final class RectifiedMap {
    private static final int SILENT = 4;

    private final FeatureMap map;
    private final int height;
    private final int width;
    private final ByteBuffer @Nullable [] largest;
    private final float[] bias;

    /**
     * @param map     receives h; half the size of the convolution's map with a max-pool, which drops odd borders.
     * @param height  rows of the convolution's map.
     * @param width   columns of the convolution's map.
     * @param largest with a max-pool: for each row of the batch, which position of each window was the largest, 0 to 3, or 4 where none is above 0.
     */
    RectifiedMap(FeatureMap map, int height, int width, ByteBuffer @Nullable [] largest) {
        this.map = map;
        this.height = height;
        this.width = width;
        this.largest = largest;
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
        for (float[][] line : scratch.output) {
            for (float[] column : line) {
                rectify(column, bias, bias.length);
            }
        }
        if (largest == null) {
            map.write(row, strip, scratch);
        } else {
            storePooled(row, Lowering.STRIP * strip, scratch, largest[row]);
        }
    }

    private void storePooled(int row, int top, Scratch scratch, ByteBuffer winners) {
        int channels = map.channels();
        float[][][] y = scratch.output;
        for (int i = 0; i < 4; i += 2) {
            int pooled = (top + i) / 2;
            for (int j = 0; j < 4 && pooled < map.height(); j += 2) {
                pool(y[i][j], y[i][j + 1], y[i + 1][j], y[i + 1][j + 1], scratch.wide, scratch.planes[0], bias.length);
                narrow(scratch.planes[0], scratch.largest, bias.length);
                for (int x = j / 2; x < map.width(); x += 2) {
                    map.write(row, pooled, x, scratch.wide, x / 2 * channels);
                    winners.put((pooled * map.width() + x) * channels, scratch.largest, x / 2 * channels, channels);
                }
            }
        }
    }

    private static void rectify(float[] y, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(0f, y[i] + bias[i]);
        }
    }

    /**
     * The largest of four values that are not negative, and which it is, the first of equal ones as in PyTorch; {@link #SILENT} where all are 0. Comparisons
     * written as arithmetic become vector instructions: min(1, difference * huge) is 0 for equal values, else 1.
     */
    private static void pool(float[] a, float[] b, float[] c, float[] d, float[] value, float[] which, int n) {
        for (int i = 0; i < n; i++) {
            value[i] = Math.max(Math.max(a[i], b[i]), Math.max(c[i], d[i]));
        }
        for (int i = 0; i < n; i++) {
            float most = value[i];
            float notA = Math.min(1f, (most - a[i]) * Float.MAX_VALUE);
            float notB = Math.min(1f, (most - b[i]) * Float.MAX_VALUE);
            float notC = Math.min(1f, (most - c[i]) * Float.MAX_VALUE);
            float alive = Math.min(1f, most * Float.MAX_VALUE);
            which[i] = SILENT + alive * (notA * (1 + notB * (1 + notC)) - SILENT);
        }
    }

    /** Small whole numbers as bytes: added to 2^23, their bits are the last ones of the float, which is five times as fast as a cast. */
    private static void narrow(float[] which, byte[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = (byte) Float.floatToRawIntBits(which[i] + (1 << 23));
        }
    }

    /**
     * The way back, a strip at a time.
     *
     * @param mapGradient dL/dh.
     * @param scratch     receives dL/dy in {@link Scratch#output}, zero outside the map.
     */
    void readGradient(int row, int strip, MapSource mapGradient, Scratch scratch) {
        int top = Lowering.STRIP * strip;
        if (largest == null) {
            readRows(row, top, mapGradient, scratch);
        } else {
            readPooled(row, top, mapGradient, scratch, largest[row]);
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

    private void readPooled(int row, int top, MapSource mapGradient, Scratch scratch, ByteBuffer winners) {
        int channels = map.channels();
        float[][][] y = scratch.output;
        for (int i = 0; i < 4; i += 2) {
            int pooled = (top + i) / 2;
            for (int j = 0; j < 4; j += 2) {
                for (int x = j / 2; x / 2 * channels < bias.length; x += 2) {
                    int at = x / 2 * channels;
                    if (pooled < map.height() && x < map.width()) {
                        mapGradient.read(row, pooled, x, scratch.wide, at, scratch);
                        winners.get((pooled * map.width() + x) * channels, scratch.largest, at, channels);
                    } else {
                        Arrays.fill(scratch.wide, at, at + channels, 0); // a border that the max-pool drops
                    }
                }
                float[] which = scratch.planes[0];
                widen(scratch.largest, which, bias.length);
                for (int position = 0; position < 4; position++) {
                    take(scratch.wide, which, position, y[i + position / 2][j + position % 2], bias.length);
                }
            }
        }
    }

    private static void widen(byte[] from, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = from[i];
        }
    }

    /** The values whose number is asked for, zero in the place of the others, as arithmetic. */
    private static void take(float[] values, float[] numbers, float number, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = values[i] * Math.max(0f, 1 - Math.abs(numbers[i] - number));
        }
    }

    /**
     * The way back, position by position.
     *
     * @param mapGradient dL/dh.
     * @return dL/dy, computed as it is read.
     */
    MapSource gradient(MapSource mapGradient) {
        return new MapSource() {
            @Override
            public void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                if (largest == null) {
                    mapGradient.read(row, y, x, into, at, scratch);
                    map.read(row, y, x, scratch.position, 0, scratch);
                    silence(scratch.position, into, at, map.channels());
                } else if (y / 2 < map.height() && x / 2 < map.width()) {
                    mapGradient.read(row, y / 2, x / 2, scratch.position, 0, scratch);
                    largest[row].get((y / 2 * map.width() + x / 2) * map.channels(), scratch.largest, 0, map.channels());
                    unpool(scratch.position, scratch.largest, y % 2 * 2 + x % 2, into, at, map.channels());
                } else {
                    Arrays.fill(into, at, at + map.channels(), 0); // a border that the max-pool drops
                }
            }

            @Override
            public int channels() {
                return map.channels();
            }

            @Override
            public int height() {
                return height;
            }

            @Override
            public int width() {
                return width;
            }
        };
    }

    private static void silence(float[] activity, float[] gradient, int at, int n) {
        for (int i = 0; i < n; i++) {
            gradient[at + i] *= Math.min(1f, activity[i] * Float.MAX_VALUE);
        }
    }

    private static void unpool(float[] gradient, byte[] largest, int position, float[] into, int at, int n) {
        for (int i = 0; i < n; i++) {
            into[at + i] = largest[i] == position ? gradient[i] : 0;
        }
    }
}
