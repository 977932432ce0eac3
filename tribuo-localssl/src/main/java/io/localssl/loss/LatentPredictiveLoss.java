package io.localssl.loss;

import io.localssl.LocalSSLException;

import java.util.Arrays;

/**
 * Latent predictive learning (LPL): the two views of an image get the same features, which yet vary over images and say different things. No negatives.
 * With z1, z2 the features of the views of B images, M numbers each, and C the covariance of features over the images of one view,
 * <pre>
 * L = predictive |z1 - z2|^2 / (M B)
 *   + hebbian mean_views mean_k -log(C_kk + 1e-4)
 *   + decorrelation mean_views sum_(j, k != j) C_jk^2 / (M^2 - M)
 * </pre>
 * The paper's learning rule holds one of the views constant in the first term. Here as in its code each view is the other's target, and the gradient is
 * that of both directions summed. The third term is as in the erratum, whose equation is that of the code. Of a single image, as the last batch of an
 * epoch may be, only the first term counts: nothing varies.
 *
 * @param predictive    the weight of {@link PredictiveTerm}, 1 in the published code.
 * @param hebbian       the weight of {@link HebbianTerm}, 1 there.
 * @param decorrelation the weight of {@link DecorrelationTerm}, 10 there.
 * @see <a href="https://doi.org/10.1038/s41593-023-01460-y">Halvagal and Zenke 2023, Methods</a>
 * @see <a href="https://github.com/fmi-basel/latent-predictive-learning">its code, models/module.py, and erratum/erratum.md</a>
 */
public record LatentPredictiveLoss(double predictive, double hebbian, double decorrelation) {

    /** @throws LocalSSLException if a weight is not a number of at least 0, or all are 0. */
    public LatentPredictiveLoss {
        requireWeight("predictive", predictive);
        requireWeight("hebbian", hebbian);
        requireWeight("decorrelation", decorrelation);
        if (predictive + hebbian + decorrelation == 0) {
            throw new LocalSSLException("found the weights predictive, hebbian and decorrelation all 0, expected one above 0: nothing would be learned");
        }
    }

    private static void requireWeight(String name, double weight) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new LocalSSLException("found " + name + "=" + weight + ", expected a weight of at least 0");
        }
    }

    /**
     * Computes the loss and its gradient.
     *
     * @param features z, 2B rows of {@code width} numbers: rows 0..B-1 view 1, rows B..2B-1 view 2.
     * @param width    M.
     * @param gradient receives dL/dz.
     * @return L.
     */
    public double evaluate(double[] features, int width, double[] gradient) {
        Arrays.fill(gradient, 0);
        double loss = predictive * PredictiveTerm.evaluate(features, predictive, gradient);
        if (features.length > 2 * width) {
            for (int view = 0; view < 2; view++) {
                CentredView centred = new CentredView(features, width, view);
                double[] slope = new double[features.length / 2];
                loss += hebbian / 2 * HebbianTerm.evaluate(centred, hebbian / 2, slope);
                loss += decorrelation / 2 * DecorrelationTerm.evaluate(centred, decorrelation / 2, slope);
                centred.add(slope, gradient);
            }
        }
        return loss;
    }
}
