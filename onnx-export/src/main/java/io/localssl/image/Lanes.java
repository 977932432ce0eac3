package io.localssl.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Red, green and blue in one number, 16 bits for each, red lowest: what is computed with it is computed with all three at once. */
final class Lanes {
    /** 1 in each lane; times a level it is a grey. */
    static final long ONES = 0x0001_0001_0001L;

    private static final long LOW_BYTES = 0xFF * ONES;

    /** Four bytes at once, the first one lowest. */
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Lanes() {
    }

    /** Three levels from 0 to 255. */
    static long of(int red, int green, int blue) {
        return red | (long) green << 16 | (long) blue << 32;
    }

    /** A pixel of four bytes, the first one lowest. */
    static int pixel(byte[] pixels, int at) {
        return (int) FOUR.get(pixels, at);
    }

    /** The three lowest bytes of a pixel. */
    static long of(int pixel) {
        return pixel & 0xFF | (pixel & 0xFF00) << 8 | (pixel & 0xFF0000L) << 16;
    }

    /** Products of two numbers on the scale from 0 to 255 (or their means), divided by 255 and rounded to the nearest; without a division. */
    static long scaled(long products) {
        long sums = products + 127 * ONES;
        return sums + ONES + (sums >>> 8 & LOW_BYTES) >>> 8 & LOW_BYTES;
    }

    /** A colour over a background: c * alpha / 255 + b * (255 - alpha) / 255, to the nearest level. */
    static long blend(long colour, int alpha, long background) {
        return scaled(colour * alpha + background * (255 - alpha));
    }
}
