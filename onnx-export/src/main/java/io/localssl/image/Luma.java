package io.localssl.image;

/** Luma after ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue. The luma of a view of one channel is the view. */
public final class Luma {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private Luma() {
    }

    /**
     * @param red   a level of red.
     * @param green of green.
     * @param blue  of blue.
     * @return the luma of that colour.
     */
    public static float of(float red, float green, float blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }

    /**
     * @param view three planes.
     * @param luma receives one plane; its length is that of a plane.
     */
    public static void of(float[] view, float[] luma) {
        int plane = luma.length;
        for (int i = 0; i < plane; i++) {
            luma[i] = of(view[i], view[plane + i], view[2 * plane + i]);
        }
    }

    /**
     * @param view  one or three planes.
     * @param plane the number of values of a plane.
     * @return the mean of the luma.
     */
    public static float mean(float[] view, int plane) {
        double sum = view.length == plane
                ? sum(view, 0, plane)
                : RED * sum(view, 0, plane) + GREEN * sum(view, plane, plane) + BLUE * sum(view, 2 * plane, plane);
        return (float) (sum / plane);
    }

    /** Four sums at once: an addition has to wait for the one before it only within a sum. */
    private static double sum(float[] view, int from, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < from + count - 3; i += 4) {
            a += view[i];
            b += view[i + 1];
            c += view[i + 2];
            d += view[i + 3];
        }
        for (; i < from + count; i++) {
            a += view[i];
        }
        return a + b + c + d;
    }
}
