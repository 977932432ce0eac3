package io.localssl.bench;

/** Does something again and again. */
final class Repetition {
    private Repetition() {
    }

    /**
     * Repeats.
     *
     * @param seconds for so long.
     * @param least   so many times at least.
     * @param task    what.
     */
    static void of(double seconds, int least, Runnable task) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < least || System.nanoTime() - end < 0; i++) {
            task.run();
        }
    }
}
