package io.localssl.augment;

/**
 * Hue: turns the colours by a fraction of the HSV colour circle, h' = (h + shift) mod 1, saturation and value kept.
 * A view of one channel stays as it is.
 * <p>
 * With M and m the largest and the smallest of red, green and blue and c = M - m, the hue counted in sixths of the circle is
 * (g - b) / c where red is largest, else 2 + (b - r) / c where green is, else 4 + (r - g) / c; and back again
 * r = m + c * clamp(|h - 3| - 1), g = m + c * clamp(2 - |h - 2|), b = m + c * clamp(2 - |h - 4|), clamped to [0, 1], for h in [0, 6).
 */
final class Hue {

    private Hue() {
    }

    /**
     * @param view  one or three planes of values in [0, 255], changed in place.
     * @param plane the number of values of a plane.
     * @param shift the turn as a fraction of the circle, from -1/2 to 1/2.
     */
    static void apply(float[] view, int plane, float shift) {
        if (view.length == plane) {
            return;
        }
        float sixths = 6 * shift;
        for (int i = 0; i < plane; i++) {
            turn(view, i, plane, sixths);
        }
    }

    private static void turn(float[] view, int i, int plane, float sixths) {
        float r = view[i];
        float g = view[i + plane];
        float b = view[i + 2 * plane];
        float max = Math.max(r, Math.max(g, b));
        float min = Math.min(r, Math.min(g, b));
        float chroma = max - min;
        if (chroma == 0) {
            return; // grey has no hue
        }
        float h = sixths;
        if (r == max) {
            h += (g - b) / chroma;
        } else if (g == max) {
            h += 2 + (b - r) / chroma;
        } else {
            h += 4 + (r - g) / chroma;
        }
        h = h < 0 ? h + 6 : h >= 6 ? h - 6 : h;
        view[i] = min + chroma * clamp(Math.abs(h - 3) - 1);
        view[i + plane] = min + chroma * clamp(2 - Math.abs(h - 2));
        view[i + 2 * plane] = min + chroma * clamp(2 - Math.abs(h - 4));
    }

    private static float clamp(float value) {
        return Math.min(1f, Math.max(0f, value));
    }
}
