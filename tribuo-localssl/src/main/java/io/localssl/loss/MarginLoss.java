package io.localssl.loss;

import io.localssl.LocalSSLException;

/**
 * Scores judged one by one: mean_i [ a * phi(-u+_i) + mean_k phi(u-_ki) ]. With the hinge and a = 1 it is the loss of all main results of the paper; the
 * linear penalty is the one of its theory.
 *
 * @param penalty        phi.
 * @param positiveWeight a, above 0.
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public record MarginLoss(Penalty penalty, double positiveWeight) implements ContrastLoss {

    /** @throws LocalSSLException if a is not a positive number. */
    public MarginLoss {
        if (!(positiveWeight > 0) || Double.isInfinite(positiveWeight)) {
            throw new LocalSSLException("found positive-weight " + positiveWeight + ", expected a number above 0: without its positive pairs a block learns to be silent");
        }
    }

    /**
     * The loss with a = 1.
     *
     * @param penalty phi.
     */
    public MarginLoss(Penalty penalty) {
        this(penalty, 1);
    }

    @Override
    public double evaluate(double[] positive, double[][] negative, Terms terms, double[] positiveGradient, double[][] negativeGradient) {
        int rows = positive.length;
        int n = negative.length;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double attract = terms.positive(i) ? positiveWeight / rows : 0;
            double repel = terms.negative(i) ? 1.0 / n / rows : 0;
            loss += term(attract, -positive[i]);
            positiveGradient[i] = 0 - attract * penalty.slope(-positive[i]);
            for (int k = 0; k < n; k++) {
                loss += term(repel, negative[k][i]);
                negativeGradient[k][i] = repel * penalty.slope(negative[k][i]);
            }
        }
        return loss;
    }

    private double term(double weight, double score) {
        return weight == 0 ? 0 : weight * penalty.value(score);
    }

    @Override
    public boolean isSeparable() {
        return true;
    }

    @Override
    public boolean isPiecewiseLinear() {
        return penalty != Penalty.SOFT_HINGE;
    }
}
