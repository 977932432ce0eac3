package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;

import java.util.Arrays;

/** The global baseline: the loss of the top block, its gradient back through all blocks. */
final class BackPropagation implements Credit {

    @Override
    public GradientFlow flow() {
        return GradientFlow.THROUGH;
    }

    @Override
    public int[] lossBlocks(int depth) {
        return new int[]{depth - 1};
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        int top = activity.depth() - 1;
        activity.forward(activity.depth());
        double loss = activity.evaluate(top, pairs);
        listener.onLoss(top, loss);
        for (int l = top; l >= 0; l--) {
            activity.kernel(l).weightGradient();
            activity.kernel(l).inputGradient();
            listener.onGradients(l);
        }
        return new double[]{loss};
    }

    @Override
    public boolean learnsEncoder(int block, int depth) {
        return true;
    }

    @Override
    public boolean learnsLoss(int block, int depth) {
        return true;
    }

    @Override
    public void requireFits(Objective objective, int epochs, int depth) {
        if (objective instanceof Contrastive contrastive) {
            for (Context context : contrastive.contexts()) {
                if (Arrays.stream(context.blocks(depth - 1, depth)).anyMatch(source -> source != depth - 1)) {
                    throw new RuleException("found credit=back-propagation with a context from below the top block, expected context=own: the one loss is at the top");
                }
            }
        }
    }
}
