package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;

/** Each block descends the gradient of its own loss; it reads the block below as a constant, and nothing crosses a block boundary. */
final class LocalCredit implements Credit {

    @Override
    public GradientFlow flow() {
        return GradientFlow.LOCAL;
    }

    @Override
    public Retention retention(Objective objective, int depth, Activations activations) {
        return objective.hasOwnContexts(depth) ? Retention.NEIGHBOURS : activations == Activations.RECOMPUTE ? Retention.FEATURES : Retention.ALL;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        Retention retention = activity.retention();
        if (retention != Retention.NEIGHBOURS) {
            activity.forward(activity.depth());
        }
        double[] losses = new double[activity.depth()];
        for (int l = 0; l < losses.length; l++) {
            if (retention != Retention.ALL) {
                activity.kernel(l).forward();
            }
            losses[l] = activity.evaluate(l, pairs);
            listener.onLoss(l, losses[l]);
            activity.kernel(l).weightGradient();
            listener.onGradients(l);
        }
        return losses;
    }

    @Override
    public boolean learnsEncoder(int block, int depth) {
        return true;
    }

    @Override
    public boolean learnsLoss(int block, int depth) {
        return true;
    }
}
