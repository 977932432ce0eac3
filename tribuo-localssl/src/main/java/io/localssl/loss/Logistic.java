package io.localssl.loss;

/** The logistic function and its integral, without overflow for scores of any size. */
final class Logistic {
    private Logistic() {
    }

    /** log(1 + exp(x)). */
    static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }

    /** 1 / (1 + exp(-x)), the derivative of {@link #softplus}. */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
