package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;

/** The global baseline: the loss of the top block, its gradient back through all blocks. */
final class BackPropagation implements TopLossCredit {

    @Override
    public String setting() {
        return "back-propagation";
    }

    @Override
    public GradientFlow flow() {
        return GradientFlow.THROUGH;
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
}
