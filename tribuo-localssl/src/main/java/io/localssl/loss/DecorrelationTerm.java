package io.localssl.loss;

/**
 * The decorrelation term of LPL for one view, the mean of the squared covariances of different features, sum_(j, k != j) C_jk^2 / (M^2 - M); 0 for a single feature.
 * <p>
 * With centred features X, B x M, it needs the B x B products K = X X^T instead of the M x M covariances:
 * sum_jk C_jk^2 = |K|^2 / (B-1)^2, of which the C_kk^2 are taken away, and X C = K X / (B-1). That costs B^2 M, and batches are smaller than blocks are wide.
 */
final class DecorrelationTerm {

    private DecorrelationTerm() {
    }

    /**
     * @param view   the features.
     * @param weight a factor of the gradient.
     * @param slope  receives the weighted gradient by the features, in the order of the view, in addition to what it holds.
     * @return the term.
     */
    static double evaluate(CentredView view, double weight, double[] slope) {
        if (view.width() == 1) {
            return 0;
        }
        int images = view.images();
        double pairs = (double) view.width() * (view.width() - 1);
        double[] products = products(view);
        double sum = 0;
        for (double product : products) {
            sum += product * product;
        }
        sum /= (images - 1.0) * (images - 1);
        double factor = 4 * weight / pairs / (images - 1);
        for (int k = 0; k < view.width(); k++) {
            double variance = view.variance(k);
            sum -= variance * variance;
            for (int i = 0; i < images; i++) {
                add(factor / (images - 1) * view.values()[k * images + i], products, i * images, slope, k * images, images);
            }
            add(-factor * variance, view.values(), k * images, slope, k * images, images);
        }
        return sum / pairs;
    }

    /** K. */
    private static double[] products(CentredView view) {
        int images = view.images();
        double[] products = new double[images * images];
        for (int k = 0; k < view.width(); k++) {
            for (int i = 0; i < images; i++) {
                add(view.values()[k * images + i], view.values(), k * images, products, i * images, images);
            }
        }
        return products;
    }

    private static void add(double factor, double[] from, int first, double[] to, int start, int length) {
        for (int i = 0; i < length; i++) {
            to[start + i] += factor * from[first + i];
        }
    }
}
