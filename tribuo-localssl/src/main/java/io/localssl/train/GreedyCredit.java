package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;

/**
 * Block by block: in its share of the epochs a block learns by its own loss. The blocks below are frozen, those above are not even run.
 *
 * @param active the block that learns, from 0.
 */
record GreedyCredit(int active) implements Credit {

    @Override
    public GradientFlow flow() {
        return GradientFlow.LOCAL;
    }

    @Override
    public int[] reportedBlocks(int depth) {
        return new int[]{active};
    }

    @Override
    public Credit inEpoch(int epoch, int epochs, int depth) {
        return new GreedyCredit((epoch - 1) * depth / epochs);
    }

    @Override
    public Retention retention(Objective objective, int depth, Activations activations) {
        return objective.hasOwnContexts(depth) ? Retention.NEIGHBOURS : Retention.FEATURES;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        activity.forward(active + 1);
        double loss = activity.evaluate(active, pairs);
        listener.onLoss(active, loss);
        activity.kernel(active).weightGradient();
        listener.onGradients(active);
        return new double[]{loss};
    }

    @Override
    public boolean learnsEncoder(int block, int depth) {
        return block == active;
    }

    @Override
    public boolean learnsLoss(int block, int depth) {
        return block == active;
    }

    @Override
    public void requireFits(Objective objective, int epochs, int depth) {
        if (epochs > 0 && epochs < depth) {
            throw new RuleException("found " + epochs + " epochs with credit=greedy, expected at least " + depth + ", one for each block, or 0");
        }
        if (objective instanceof Contrastive contrastive) {
            for (int l = 0; l < depth; l++) {
                requireFromBelow(contrastive, l, depth);
            }
        }
    }

    private static void requireFromBelow(Contrastive contrastive, int block, int depth) {
        for (Context context : contrastive.contexts()) {
            for (int source : context.blocks(block, depth)) {
                if (source > block) {
                    throw new RuleException("found credit=greedy with the context of block " + (block + 1) + " taken from block " + (source + 1)
                            + ", expected a block not above it: those above have not learned yet; use context=own");
                }
            }
        }
    }
}
