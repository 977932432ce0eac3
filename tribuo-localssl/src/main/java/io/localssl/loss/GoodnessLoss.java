package io.localssl.loss;

import io.localssl.LocalSSLException;

import java.util.Arrays;

/**
 * The loss of goodness: that of positives, real images, goes above a threshold, that of negatives below one.
 * With goodness g+ and g- of B positives and B negatives, one number a row or one for each position of its map,
 * <pre>
 * L = mean log(1 + exp(s (theta+ - g+))) + mean log(1 + exp(s (g- - theta-))) + lambda mean_i |g+_i|
 * </pre>
 * Forward-Forward has one threshold and no penalty. Hinton takes goodness as the sum of squares over the units of a layer, and implementations a threshold of as many: with
 * the mean, s = the number of units and theta = 1 are the same. SCFF has two thresholds, the one of negatives above the other, and a small penalty. Where blocks read
 * pairs its code doubles inputs, an image and itself, so that its goodness is four times that of the image alone. Here s = 4, thresholds of a quarter and a penalty of four
 * times theirs are the same.
 *
 * @param threshold         theta+.
 * @param negativeThreshold theta-.
 * @param sharpness         s, above 0.
 * @param penalty           lambda, at least 0.
 * @see <a href="https://arxiv.org/abs/2212.13345">Hinton 2022, the Forward-Forward algorithm</a>
 * @see <a href="https://doi.org/10.1038/s41467-025-61037-0">Chen et al. 2025, the Self-Contrastive Forward-Forward algorithm</a>
 * @see <a href="https://github.com/neurophysics-cnrsthales/contrastive-forward-forward">its code, SCFF_CIFAR_Parallel.py</a>
 */
public record GoodnessLoss(double threshold, double negativeThreshold, double sharpness, double penalty) {

    /** @throws LocalSSLException if a threshold is no number, the sharpness not above 0, or the penalty below 0. */
    public GoodnessLoss {
        require("threshold", threshold, Double.isFinite(threshold), "a number");
        require("negative-threshold", negativeThreshold, Double.isFinite(negativeThreshold), "a number");
        require("sharpness", sharpness, sharpness > 0 && Double.isFinite(sharpness), "a number above 0: else positives are not wanted above negatives");
        require("goodness-penalty", penalty, penalty >= 0 && Double.isFinite(penalty), "a weight of at least 0");
    }

    private static void require(String name, double found, boolean valid, String expected) {
        if (!valid) {
            throw new LocalSSLException("found " + name + "=" + found + ", expected " + expected);
        }
    }

    /**
     * Computes the loss and its gradient.
     *
     * @param goodness  g, 2B rows of {@code positions} numbers: rows 0..B-1 positives, rows B..2B-1 negatives.
     * @param positions the numbers in a row.
     * @param slope     receives dL/dg.
     * @return L.
     */
    public double evaluate(double[] goodness, int positions, double[] slope) {
        Arrays.fill(slope, 0);
        double loss = GoodnessTerms.positive(goodness, threshold, sharpness, slope) + GoodnessTerms.negative(goodness, negativeThreshold, sharpness, slope);
        return penalty == 0 ? loss : loss + penalty * GoodnessTerms.penalty(goodness, positions, penalty, slope);
    }
}
