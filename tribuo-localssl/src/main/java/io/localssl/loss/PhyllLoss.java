package io.localssl.loss;

import io.localssl.LocalSSLException;

/**
 * The pairwise logistic loss: mean_i log(1 + exp(theta * (mean_k u-_ki - u+_i))). Several negatives average their scores, not their losses.
 *
 * @param theta how sharply a pair is told from the other, 1 in the paper, above 0.
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public record PhyllLoss(double theta) implements ContrastLoss {

    /** @throws LocalSSLException if theta is not a positive number. */
    public PhyllLoss {
        if (!(theta > 0) || Double.isInfinite(theta)) {
            throw new LocalSSLException("found theta " + theta + " of the phyll contrast, expected a number above 0: else positives are not wanted above negatives");
        }
    }

    @Override
    public double evaluate(double[] positive, double[][] negative, Terms terms, double[] positiveGradient, double[][] negativeGradient) {
        int rows = positive.length;
        int n = negative.length;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double margin = -positive[i];
            for (double[] scores : negative) {
                margin += scores[i] / n;
            }
            loss += Logistic.softplus(theta * margin) / rows;
            double slope = theta * Logistic.sigmoid(theta * margin) / rows;
            positiveGradient[i] = -slope;
            for (int k = 0; k < n; k++) {
                negativeGradient[k][i] = slope / n;
            }
        }
        return loss;
    }

    @Override
    public boolean isSeparable() {
        return false;
    }

    @Override
    public boolean isPiecewiseLinear() {
        return false;
    }
}
