package io.localssl.train;

import java.util.Arrays;

/**
 * Whose features a block predicts its own features from: those of one block, or of several, concatenated. A context is a constant: no gradient flows
 * through it.
 */
@FunctionalInterface
public interface Context {
    /** The block's own features, f^l. */
    Context OWN = (block, depth) -> new int[]{block};
    /** Direct feedback: the features of the top block, f^L. */
    Context TOP = (block, depth) -> new int[]{depth - 1};
    /** Both in one vector, [f^L ; f^l], with one matrix. */
    Context TOP_AND_OWN = (block, depth) -> new int[]{depth - 1, block};

    /**
     * The blocks whose features make the context.
     *
     * @param block the block that predicts, from 0.
     * @param depth the number of blocks.
     * @return blocks, from 0, in the order of concatenation.
     */
    int[] blocks(int block, int depth);

    /**
     * Any feedback map.
     *
     * @param source for each block the one whose features are its context, from 0: the paper's map 2-2-4-4-6-6 is 1, 1, 3, 3, 5, 5.
     * @return the context.
     */
    static Context feedback(int... source) {
        return new FeedbackMap(Arrays.stream(source).boxed().toList());
    }
}
