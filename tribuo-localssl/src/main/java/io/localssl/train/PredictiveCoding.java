package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.onnx.InputNormalisation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Predictive coding: the activities h^1 .. h^L themselves descend the energy of the batch
 * <pre>
 * E = 1/N sum_rows sum_l | h^l - F_l(h^{l-1}) |^2 / 2 + L(f^L),   f^L = avgpool(h^L),   h^0 = the images
 * </pre>
 * with the top loss L clamped, that is with its contexts as the forward pass found them; N rows, F_l a block. From the forward pass, where all errors
 * e^l = h^l - F_l(h^{l-1}) are zero, they all take T steps at once,
 * <pre>
 * h^l &lt;- h^l - gamma (e^l - (dF_{l+1}/dh^l)^T e^{l+1}),   at the top h^L &lt;- h^L - gamma (e^L + N dL/dh^L)
 * </pre>
 * and then each block descends the energy of its own error, dE/dW^l = -1/N sum_rows (dF_l/dW^l)^T e^l. An error travels one block a step. Where the errors are
 * small and settled, they are the back-propagated gradients.
 * <p>
 * With direct feedback, the first step moves every block below the top by what {@link DirectFeedback} tells it of the top loss,
 * <pre>
 * h^l &lt;- h^l - gamma N g^l spread over its windows
 * </pre>
 * where without it nothing would have arrived yet; the steps after it are the same. So all blocks have an error at once, which relaxation then corrects.
 * <p>
 * The reported loss is that of the forward pass.
 *
 * @param steps T.
 * @param rate  gamma.
 * @param direct whether relaxation starts with direct feedback.
 * @see <a href="https://doi.org/10.1162/NECO_a_00949">Whittington and Bogacz 2017</a>
 * @see <a href="https://arxiv.org/abs/2006.04182">Millidge, Tschantz, Buckley 2020, arXiv 2006.04182</a>
 * @see <a href="https://arxiv.org/abs/2602.15571">Casnici et al. 2026, arXiv 2602.15571, who also start with direct feedback, but let its matrices learn</a>
 */
record PredictiveCoding(int steps, double rate, boolean direct) implements TopLossCredit {
    /** That of most published work. Larger ones align the lowest blocks of an untrained net better, but as weights grow they overshoot, and what was learned is lost again. */
    static final double DEFAULT_RATE = 0.1;
    static final int DEFAULT_STEPS = 8;
    /** Tried: with 0.5 no net with batch, layer or RMS normalisation could fit even one batch, with 0.1 all did. */
    private static final double LARGEST_RATE_WITH_NORMALISATION = 0.1;

    /** @throws RuleException if the settings make no sense. */
    PredictiveCoding {
        if (steps < 1) {
            throw new RuleException("found relaxation-steps=" + steps + ", expected at least 1");
        }
        if (!(rate > 0 && rate <= 1)) {
            throw new RuleException("found relaxation-rate=" + rate + ", expected above 0 and at most 1: a larger step would overshoot the prediction");
        }
    }

    @Override
    public String setting() {
        return direct ? "direct-predictive-coding" : "predictive-coding";
    }

    @Override
    public GradientFlow flow() {
        return GradientFlow.RELAXED;
    }

    @Override
    public boolean hasDirectFeedback() {
        return direct;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        int top = activity.depth() - 1;
        double precision = 1.0 / activity.rows();
        activity.forward(activity.depth());
        Activity.Evaluation evaluation = activity.loss(top, pairs);
        double loss = evaluation.value();
        listener.onLoss(top, loss);
        for (int step = 0; step < steps; step++) {
            int lowest = direct ? 0 : Math.max(0, top - step); // below it no error has arrived yet, and nothing would move
            activity.kernel(top).mapGradient(evaluation.featureGradient());
            if (direct && step == 0) {
                start(activity, evaluation.featureGradient(), precision);
            } else {
                relax(activity, lowest, precision);
            }
            for (int l = lowest + 1; l <= top; l++) { // what the lowest one reads has not moved: the images never do
                activity.kernel(l).predict();
            }
            evaluation = evaluation.again(pairs);
        }
        for (int l = 0; l <= top; l++) {
            activity.kernel(l).relax(precision, 0);
            activity.kernel(l).weightGradient();
            listener.onGradients(l);
        }
        return new double[]{loss};
    }

    /** The first step, by what direct feedback tells; errors there are none yet. */
    private void start(Activity activity, INDArray topError, double precision) {
        int top = activity.depth() - 1;
        activity.kernel(top).relax(precision, rate / precision);
        for (int l = 0; l < top; l++) {
            activity.sendDirectly(topError, l);
            activity.kernel(l).relax(precision, rate / precision);
        }
    }

    /** One step of all activities, from the errors that all of them had before it. */
    private void relax(Activity activity, int lowest, double precision) {
        for (int l = activity.depth() - 1; l >= lowest; l--) {
            activity.kernel(l).relax(precision, rate / precision);
            activity.kernel(l).inputGradient();
        }
    }

    @Override
    public void requireFits(EncoderSpec spec) {
        boolean normalised = spec.blocks().stream().anyMatch(block -> block.normalisation() != InputNormalisation.NONE);
        if (normalised && rate > LARGEST_RATE_WITH_NORMALISATION) {
            throw new RuleException("found relaxation-rate=" + rate + " with a net whose blocks normalise what they read, expected at most " + LARGEST_RATE_WITH_NORMALISATION
                    + ": normalisation makes slopes steep, and larger steps overshoot");
        }
    }

    @Override
    public void requireFits(Objective objective, int epochs, int depth) {
        TopLossCredit.super.requireFits(objective, epochs, depth);
        if (!direct && steps < depth) {
            throw new RuleException("found relaxation-steps=" + steps + " with " + depth + " blocks, expected at least " + depth
                    + ": an error travels one block a step, and would not reach the lowest");
        }
    }
}
