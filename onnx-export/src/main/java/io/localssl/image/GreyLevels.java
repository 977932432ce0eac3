package io.localssl.image;

/** Whole grey levels, as Pillow leaves them after each operation. */
public final class GreyLevels {
    private GreyLevels() {
    }

    /**
     * @param value a grey level, perhaps a little beyond [0, 255].
     * @return the nearest whole one in it, as an unsigned byte.
     */
    public static byte nearest(float value) {
        return (byte) Math.max(0, Math.min(255, (int) (value + 0.5))); // in double, where the sum is exact
    }
}
