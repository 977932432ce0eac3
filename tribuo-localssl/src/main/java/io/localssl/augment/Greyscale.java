package io.localssl.augment;

import io.localssl.image.Luma;

/** Greyscale: every channel becomes the luma. A view of one channel stays as it is. */
final class Greyscale {

    private Greyscale() {
    }

    /**
     * @param view one or three planes, changed in place.
     * @param luma one plane, overwritten.
     */
    static void apply(float[] view, float[] luma) {
        int plane = luma.length;
        if (view.length == plane) {
            return;
        }
        Luma.of(view, luma);
        for (int start = 0; start < view.length; start += plane) {
            System.arraycopy(luma, 0, view, start, plane);
        }
    }
}
