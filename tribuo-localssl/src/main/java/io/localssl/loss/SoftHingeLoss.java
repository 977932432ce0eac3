package io.localssl.loss;

/**
 * The hinge with its kink smoothed: mean_i [ log(1 + exp(1 - u+_i)) + mean_k log(1 + exp(1 + u-_ki)) ].
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public final class SoftHingeLoss implements ContrastLoss {

    @Override
    public double evaluate(double[] positive, double[][] negative, double[] positiveGradient, double[][] negativeGradient) {
        int rows = positive.length;
        int n = negative.length;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            loss += Logistic.softplus(1 - positive[i]) / rows;
            positiveGradient[i] = -Logistic.sigmoid(1 - positive[i]) / rows;
            for (int k = 0; k < n; k++) {
                loss += Logistic.softplus(1 + negative[k][i]) / n / rows;
                negativeGradient[k][i] = Logistic.sigmoid(1 + negative[k][i]) / n / rows;
            }
        }
        return loss;
    }
}
