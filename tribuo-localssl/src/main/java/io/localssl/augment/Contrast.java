package io.localssl.augment;

import io.localssl.image.Luma;

/** Contrast: v' = clamp(f * v + (1 - f) * m, 0, 255), a blend with the mean m of the luma over the whole view. */
final class Contrast {

    private Contrast() {
    }

    /**
     * @param view   one or three planes of values in [0, 255], changed in place.
     * @param plane  the number of values of a plane.
     * @param factor f, at least 0; 0 gives even grey, 1 the view itself.
     */
    static void apply(float[] view, int plane, float factor) {
        float shift = (1 - factor) * Luma.mean(view, plane);
        for (int i = 0; i < view.length; i++) {
            view[i] = Math.min(255f, Math.max(0f, factor * view[i] + shift));
        }
    }
}
