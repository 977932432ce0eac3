package io.localssl.loss;

/**
 * The linear contrast of the paper's theory: mean_i [ mean_k u-_ki - u+_i ]. It has no lower bound unless B and the encoder are bounded.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public final class LinearLoss implements ContrastLoss {

    @Override
    public double evaluate(double[] positive, double[][] negative, double[] positiveGradient, double[][] negativeGradient) {
        int rows = positive.length;
        int n = negative.length;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            loss -= positive[i] / rows;
            positiveGradient[i] = -1.0 / rows;
            for (int k = 0; k < n; k++) {
                loss += negative[k][i] / n / rows;
                negativeGradient[k][i] = 1.0 / n / rows;
            }
        }
        return loss;
    }
}
