package io.localssl.nn.conv;

/**
 * Max-pooling of 2x2 windows in a strip, and which position of each was the largest: the first of equal ones as in PyTorch, from 0 to 3, or 4 where the pooled
 * value is not above 0. A tile of 4x4 positions has four windows, whose numbers w_0 to w_3 are kept together as w_0 + 8 w_1 + 64 w_2 + 512 w_3, a small whole number
 * that a float holds exactly. All of it is written as arithmetic of floats in short loops, which HotSpot turns into vector instructions; it does so neither with
 * branches nor with conversions to and from bytes, and the loops of {@link #pool} put together take five times as long.
 */
final class Winners {
    /** Windows in a tile: in the order of rows and columns, window w begins at row w / 2 * 2 and column w % 2 * 2. */
    static final int WINDOWS = 4;
    private static final int SILENT = 4;
    private static final int BITS = 3;
    /** Added to a small float and taken away again, it rounds it to the nearest whole number. */
    private static final float ROUNDING = 3 << 22;

    private Winners() {
    }

    private static int place(int window) {
        return 1 << BITS * window;
    }

    /**
     * Pools one window of each tile, max(0, largest + bias).
     *
     * @param y       a strip as in {@link Scratch#output}.
     * @param window  which window.
     * @param bias    the biases, a strip wide.
     * @param value   receives the pooled values.
     * @param number  receives the number of the largest position.
     * @param winners the numbers are added to them, each in its place.
     * @param n       values in a strip.
     */
    static void pool(float[][][] y, int window, float[] bias, float[] value, float[] number, float[] winners, int n) {
        int i = window / 2 * 2;
        int j = window % 2 * 2;
        largest(y[i][j], y[i][j + 1], y[i + 1][j], y[i + 1][j + 1], value, n);
        number(y[i][j], y[i][j + 1], y[i + 1][j], value, number, n);
        RectifiedMap.rectify(value, bias, n);
        put(number, value, place(window), winners, n);
    }

    private static void largest(float[] a, float[] b, float[] c, float[] d, float[] value, int n) {
        for (int i = 0; i < n; i++) {
            value[i] = Math.max(Math.max(a[i], b[i]), Math.max(c[i], d[i]));
        }
    }

    /** The number of the largest position, 0 to 3. Comparisons are min(1, difference * huge), which is 0 for equal values, else 1. */
    private static void number(float[] a, float[] b, float[] c, float[] largest, float[] number, int n) {
        for (int i = 0; i < n; i++) {
            float most = largest[i];
            float notA = Math.min(1f, (most - a[i]) * Float.MAX_VALUE);
            float notB = Math.min(1f, (most - b[i]) * Float.MAX_VALUE);
            float notC = Math.min(1f, (most - c[i]) * Float.MAX_VALUE);
            number[i] = notA * (1 + notB * (1 + notC));
        }
    }

    private static void put(float[] number, float[] pooled, float place, float[] winners, int n) {
        for (int i = 0; i < n; i++) {
            winners[i] += place * (SILENT + Math.min(1f, pooled[i] * Float.MAX_VALUE) * (number[i] - SILENT));
        }
    }

    /**
     * The way back for one window of each tile, from the last window to the first.
     *
     * @param gradient the gradients of the pooled values.
     * @param winners  the numbers of this window and those before it; left without those of this window.
     * @param window   which window.
     * @param number   receives its numbers.
     * @param y        receives the gradients of its four positions.
     * @param n        values in a strip.
     */
    static void unpool(float[] gradient, float[] winners, int window, float[] number, float[][][] y, int n) {
        split(winners, place(window), 1f / place(window), number, n);
        for (int position = 0; position < 4; position++) {
            take(gradient, number, position, y[window / 2 * 2 + position / 2][window % 2 * 2 + position % 2], n);
        }
    }

    /** Takes the last number off, the rest being less than its place. */
    private static void split(float[] winners, float place, float inverse, float[] number, int n) {
        float down = 0.5f - 0.5f * inverse;
        for (int i = 0; i < n; i++) {
            float whole = winners[i] * inverse - down + ROUNDING - ROUNDING;
            number[i] = whole;
            winners[i] -= place * whole;
        }
    }

    /** The values whose number is asked for, zero in the place of the others. */
    private static void take(float[] values, float[] numbers, float number, float[] into, int n) {
        for (int i = 0; i < n; i++) {
            into[i] = values[i] * Math.max(0f, 1 - Math.abs(numbers[i] - number));
        }
    }

    /**
     * The way back for one position.
     *
     * @param gradient the gradients of its window's pooled values.
     * @param winners  the numbers of its tile.
     * @param y        its row in the map.
     * @param x        its column.
     * @param into     receives its gradients.
     * @param at       where the first goes.
     * @param n        the number of channels.
     */
    static void unpool(float[] gradient, float[] winners, int y, int x, float[] into, int at, int n) {
        int shift = BITS * (y / 2 % 2 * 2 + x / 2 % 2);
        int position = y % 2 * 2 + x % 2;
        for (int i = 0; i < n; i++) {
            into[at + i] = ((int) winners[i] >> shift & (1 << BITS) - 1) == position ? gradient[i] : 0;
        }
    }
}
