package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;

/**
 * Direct feedback alignment: every block below the top one is told the error of the top loss by a random matrix of its own that never changes, see
 * {@link DirectFeedback}; the top block has its true gradient. No gradient crosses a block boundary.
 *
 * @see <a href="https://arxiv.org/abs/1609.01596">Nokland 2016, arXiv 1609.01596</a>
 */
final class DirectFeedbackAlignment implements TopLossCredit {

    @Override
    public String setting() {
        return "direct-feedback-alignment";
    }

    @Override
    public GradientFlow flow() {
        return GradientFlow.LOCAL;
    }

    @Override
    public boolean hasDirectFeedback() {
        return true;
    }

    @Override
    public Retention retention(Objective objective, int depth, Activations activations) {
        return activations == Activations.RECOMPUTE ? Retention.FEATURES : Retention.ALL;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        int top = activity.depth() - 1;
        activity.forward(activity.depth());
        Activity.Evaluation evaluation = activity.loss(top, pairs);
        listener.onLoss(top, evaluation.value());
        for (int l = 0; l <= top; l++) {
            if (activity.retention() != Retention.ALL) {
                activity.kernel(l).forward();
            }
            if (l < top) {
                activity.sendDirectly(evaluation.featureGradient(), l);
            } else {
                activity.kernel(l).mapGradient(evaluation.featureGradient());
            }
            activity.kernel(l).weightGradient();
            listener.onGradients(l);
        }
        return new double[]{evaluation.value()};
    }
}
