package io.localssl.augment;

/** Brightness: v' = min(255, f * v), a blend with black. */
final class Brightness {

    private Brightness() {
    }

    /**
     * @param view   values in [0, 255], changed in place.
     * @param factor f, at least 0; 0 gives black, 1 the view itself.
     */
    static void apply(float[] view, float factor) {
        for (int i = 0; i < view.length; i++) {
            view[i] = Math.min(255f, factor * view[i]);
        }
    }
}
