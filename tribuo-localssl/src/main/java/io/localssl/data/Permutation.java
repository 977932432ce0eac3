package io.localssl.data;

import java.util.SplittableRandom;

/** The order in which an epoch goes through its examples. */
public final class Permutation {
    private Permutation() {
    }

    /**
     * Draws an order, each as likely as any other (Fisher and Yates).
     *
     * @param size   the number of examples.
     * @param random the source of the numbers.
     * @return the numbers from 0 to size - 1 in random order.
     */
    public static int[] random(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
