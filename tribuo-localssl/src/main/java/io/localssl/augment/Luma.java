package io.localssl.augment;

/** Luma after ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue. The luma of a view of one channel is the view. */
final class Luma {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private Luma() {
    }

    /**
     * @param view three planes.
     * @param luma receives one plane; its length is that of a plane.
     */
    static void of(float[] view, float[] luma) {
        int plane = luma.length;
        for (int i = 0; i < plane; i++) {
            luma[i] = RED * view[i] + GREEN * view[plane + i] + BLUE * view[2 * plane + i];
        }
    }

    /**
     * @param view  one or three planes.
     * @param plane the number of values of a plane.
     * @return the mean of the luma.
     */
    static float mean(float[] view, int plane) {
        double sum = view.length == plane
                ? sum(view, 0, plane)
                : RED * sum(view, 0, plane) + GREEN * sum(view, plane, plane) + BLUE * sum(view, 2 * plane, plane);
        return (float) (sum / plane);
    }

    private static double sum(float[] view, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += view[i];
        }
        return sum;
    }
}
