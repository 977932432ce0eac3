package io.localssl.loss;

/** The predictive term of LPL, |z1 - z2|^2 / (M B). */
final class PredictiveTerm {

    private PredictiveTerm() {
    }

    /**
     * @param features z, rows of view 1, then as many of view 2.
     * @param weight   a factor of the gradient.
     * @param gradient receives the weighted gradient in addition to what it holds.
     * @return the term.
     */
    static double evaluate(double[] features, double weight, double[] gradient) {
        int half = features.length / 2;
        double sum = 0;
        for (int a = 0; a < half; a++) {
            double difference = features[a] - features[half + a];
            sum += difference * difference;
            gradient[a] += 2 * weight / half * difference;
            gradient[half + a] -= 2 * weight / half * difference;
        }
        return sum / half;
    }
}
