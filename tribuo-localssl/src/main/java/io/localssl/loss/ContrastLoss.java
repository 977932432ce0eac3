package io.localssl.loss;

/**
 * The contrast function f of the unified local loss: it wants the score of a positive pair high and the scores of negative pairs low.
 * <p>
 * With scores u+_i of the positive pair and u-_ki of the n negative pairs of anchor i, i = 1..rows, the loss is the mean over the rows.
 * An implementation returns the loss and its derivatives and nothing else.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">Can Local Learning Match Self-Supervised Backpropagation?</a>
 */
@FunctionalInterface
public interface ContrastLoss {

    /**
     * Computes the loss and its derivatives.
     *
     * @param positive         u+, one an anchor.
     * @param negative         u-, n rows of one score an anchor.
     * @param positiveGradient receives dL/du+.
     * @param negativeGradient receives dL/du-.
     * @return L, the mean over the anchors.
     */
    double evaluate(double[] positive, double[][] negative, double[] positiveGradient, double[][] negativeGradient);
}
