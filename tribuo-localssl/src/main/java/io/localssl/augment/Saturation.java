package io.localssl.augment;

import io.localssl.image.Luma;

/** Saturation: v' = clamp(f * v + (1 - f) * luma, 0, 255), a blend of every pixel with its own luma. A view of one channel stays as it is. */
final class Saturation {

    private Saturation() {
    }

    /**
     * @param view   one or three planes of values in [0, 255], changed in place.
     * @param factor f, at least 0; 0 gives grey, 1 the view itself.
     * @param luma   one plane, overwritten.
     */
    static void apply(float[] view, float factor, float[] luma) {
        int plane = luma.length;
        if (view.length == plane) {
            return;
        }
        Luma.of(view, luma);
        for (int start = 0; start < view.length; start += plane) {
            blend(view, start, factor, luma);
        }
        // a loop of its own: at a varying start the compiler vectorises the blend only without the clamp
        for (int i = 0; i < view.length; i++) {
            view[i] = Math.min(255f, Math.max(0f, view[i]));
        }
    }

    private static void blend(float[] view, int start, float factor, float[] luma) {
        float rest = 1 - factor;
        for (int i = 0; i < luma.length; i++) {
            view[start + i] = factor * view[start + i] + rest * luma[i];
        }
    }
}
