package io.localssl.loss;

/** The Hebbian term of LPL for one view, mean_k -log(C_kk + 1e-4) with the variance C_kk of feature k over images: what differs among images grows. */
final class HebbianTerm {
    private static final double EPSILON = 1e-4;

    private HebbianTerm() {
    }

    /**
     * @param view   the features.
     * @param weight a factor of the gradient.
     * @param slope  receives the weighted gradient by the features, in the order of the view, in addition to what it holds.
     * @return the term.
     */
    static double evaluate(CentredView view, double weight, double[] slope) {
        double sum = 0;
        for (int k = 0; k < view.width(); k++) {
            double variance = view.variance(k) + EPSILON;
            sum -= Math.log(variance);
            double factor = -2 * weight / view.width() / (view.images() - 1) / variance;
            for (int at = k * view.images(); at < (k + 1) * view.images(); at++) {
                slope[at] += factor * view.values()[at];
            }
        }
        return sum / view.width();
    }
}
