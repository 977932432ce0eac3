package io.localssl.augment;

import java.util.random.RandomGenerator;

/**
 * The numbers of {@link java.util.SplittableRandom}, in one object that is seeded anew for each view: a view leaves nothing for the garbage collector.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele et al., "Fast splittable pseudorandom number generators", 2014</a>
 */
final class ViewRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Begins the numbers of {@code new SplittableRandom(seed)}. */
    void seed(long seed) {
        state = seed;
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    @Override
    public int nextInt() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 33)) * 0x62A9D9ED799705F5L;
        return (int) (((z ^ (z >>> 28)) * 0xCB24D0A5C88C35B3L) >>> 32);
    }

    /** The number that follows a state: a bijection, so different states have different ones. */
    static long next(long state) {
        return mix(state + GOLDEN_GAMMA);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
