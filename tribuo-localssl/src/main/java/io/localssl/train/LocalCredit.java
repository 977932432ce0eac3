package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;

/** Each block descends the gradient of its own loss; it reads the block below as a constant, and nothing crosses a block boundary. */
final class LocalCredit implements Credit {

    @Override
    public GradientFlow flow() {
        return GradientFlow.LOCAL;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs) {
        activity.forward(activity.depth());
        double[] losses = new double[activity.depth()];
        for (int l = 0; l < losses.length; l++) {
            losses[l] = activity.evaluate(l, pairs);
            activity.kernel(l).weightGradient();
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
