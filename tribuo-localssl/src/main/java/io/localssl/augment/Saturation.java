package io.localssl.augment;

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
            for (int i = 0; i < plane; i++) {
                view[start + i] = Math.min(255f, Math.max(0f, factor * view[start + i] + (1 - factor) * luma[i]));
            }
        }
    }
}
