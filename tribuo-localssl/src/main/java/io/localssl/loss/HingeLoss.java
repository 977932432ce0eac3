package io.localssl.loss;

/**
 * The hinge of all main results of the paper: mean_i [ max(0, 1 - u+_i) + mean_k max(0, 1 + u-_ki) ]; the derivative at a kink is 0.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public final class HingeLoss implements ContrastLoss {

    @Override
    public double evaluate(double[] positive, double[][] negative, double[] positiveGradient, double[][] negativeGradient) {
        int rows = positive.length;
        int n = negative.length;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double margin = 1 - positive[i];
            loss += positivePart(margin) / rows;
            positiveGradient[i] = margin > 0 ? -1.0 / rows : 0;
            for (int k = 0; k < n; k++) {
                double negativeMargin = 1 + negative[k][i];
                loss += positivePart(negativeMargin) / n / rows;
                negativeGradient[k][i] = negativeMargin > 0 ? 1.0 / n / rows : 0;
            }
        }
        return loss;
    }

    /** max(0, x) that keeps NaN, so that a diverged score is seen in the loss. */
    private static double positivePart(double x) {
        return x <= 0 ? 0 : x;
    }
}
