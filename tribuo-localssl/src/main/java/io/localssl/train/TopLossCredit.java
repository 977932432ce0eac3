package io.localssl.train;

import java.util.Arrays;

/** A credit assignment for one loss, that of the top block, from which all blocks learn. */
interface TopLossCredit extends Credit {

    /** @return its name as a setting. */
    String setting();

    @Override
    default int[] lossBlocks(int depth) {
        return new int[]{depth - 1};
    }

    @Override
    default boolean learnsEncoder(int block, int depth) {
        return true;
    }

    @Override
    default boolean learnsLoss(int block, int depth) {
        return true;
    }

    @Override
    default void requireFits(Objective objective, int epochs, int depth) {
        if (objective instanceof Contrastive contrastive) {
            for (Context context : contrastive.contexts()) {
                if (Arrays.stream(context.blocks(depth - 1, depth)).anyMatch(source -> source != depth - 1)) {
                    throw new RuleException("found credit=" + setting() + " with a context from below the top block, expected context=own: the one loss is at the top");
                }
            }
        }
    }
}
