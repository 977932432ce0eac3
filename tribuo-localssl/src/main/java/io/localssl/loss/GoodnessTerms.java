package io.localssl.loss;

/**
 * The terms of {@link GoodnessLoss}, each a function of goodness with its gradient. The first half of the goodness is that of positives, the second that of negatives.
 */
final class GoodnessTerms {
    private GoodnessTerms() {
    }

    /**
     * mean log(1 + exp(s (theta - g))) over all g of positives: their goodness rises above the threshold.
     *
     * @param goodness  g.
     * @param threshold theta.
     * @param sharpness s.
     * @param slope     receives the gradient in addition to what it holds.
     * @return the term.
     */
    static double positive(double[] goodness, double threshold, double sharpness, double[] slope) {
        return logistic(goodness, 0, threshold, -sharpness, slope);
    }

    /**
     * mean log(1 + exp(s (g - theta))) over all g of negatives: their goodness falls below the threshold.
     *
     * @param goodness  g.
     * @param threshold theta.
     * @param sharpness s.
     * @param slope     receives the gradient in addition to what it holds.
     * @return the term.
     */
    static double negative(double[] goodness, double threshold, double sharpness, double[] slope) {
        return logistic(goodness, goodness.length / 2, threshold, sharpness, slope);
    }

    private static double logistic(double[] goodness, int first, double threshold, double sharpness, double[] slope) {
        int n = goodness.length / 2;
        double sum = 0;
        for (int a = first; a < first + n; a++) {
            double x = sharpness * (goodness[a] - threshold);
            sum += Logistic.softplus(x);
            slope[a] += sharpness * Logistic.sigmoid(x) / n;
        }
        return sum / n;
    }

    /**
     * mean_i |g_i| over the positives i, the Euclidean length over the positions of an image: what is good already does not grow for ever.
     *
     * @param goodness  g, row by row.
     * @param positions the numbers in a row.
     * @param weight    a factor of the gradient.
     * @param slope     receives the weighted gradient in addition to what it holds.
     * @return the term.
     */
    static double penalty(double[] goodness, int positions, double weight, double[] slope) {
        int images = goodness.length / positions / 2;
        double sum = 0;
        for (int i = 0; i < images; i++) {
            double square = 0;
            for (int a = i * positions; a < (i + 1) * positions; a++) {
                square += goodness[a] * goodness[a];
            }
            double length = Math.sqrt(square);
            sum += length;
            for (int a = i * positions; length > 0 && a < (i + 1) * positions; a++) {
                slope[a] += weight / images * goodness[a] / length;
            }
        }
        return sum / images;
    }
}
