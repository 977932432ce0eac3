package io.localssl.image;

/**
 * The weights of an antialiased bilinear resampling along one axis, as Pillow computes them.
 * <p>
 * With scale = in / out and r = max(1, scale), output x reads the inputs i whose centres lie within r of c = (x + 1/2) * scale,
 * w_i = max(0, 1 - |i + 1/2 - c| / r), divided by their sum. Enlarging (r = 1) is plain bilinear interpolation, shrinking averages over the whole
 * footprint. Every output has the same number of taps; taps that reach nothing have weight 0.
 */
final class ResampleWeights {
    private final int out;
    private final int[] first;
    private float[] weights = new float[0];
    private int taps;

    /** @param out the number of outputs. */
    ResampleWeights(int out) {
        this.out = out;
        this.first = new int[out];
    }

    /**
     * Computes the weights of one resampling.
     *
     * @param in the number of inputs.
     */
    void compute(int in) {
        double scale = (double) in / out;
        double radius = Math.max(1, scale);
        taps = Math.min(in, (int) Math.ceil(2 * radius));
        if (weights.length < out * taps) {
            weights = new float[out * taps];
        }
        for (int x = 0; x < out; x++) {
            double centre = (x + 0.5) * scale;
            int begin = Math.max(0, (int) (centre - radius + 0.5));
            int end = Math.min(in, (int) (centre + radius + 0.5));
            first[x] = Math.min(begin, in - taps);
            fill(x, begin, end, centre, radius);
        }
    }

    private void fill(int x, int begin, int end, double centre, double radius) {
        double sum = 0;
        for (int i = begin; i < end; i++) {
            sum += triangle((i + 0.5 - centre) / radius);
        }
        for (int tap = 0; tap < taps; tap++) {
            int i = first[x] + tap;
            weights[tap * out + x] = i < begin || i >= end ? 0f : (float) (triangle((i + 0.5 - centre) / radius) / sum);
        }
    }

    private static double triangle(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
    }

    /** @return the number of taps of every output. */
    int taps() {
        return taps;
    }

    /** @return for each output the first input it reads. */
    int[] first() {
        return first;
    }

    /** @return the weights of the first tap of all outputs, of the second, and so on; what follows after {@link #taps()} means nothing. */
    float[] weights() {
        return weights;
    }
}
