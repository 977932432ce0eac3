package io.localssl.loss;

/**
 * The contrast function f of the unified local loss: it wants the score of a positive pair high and the scores of negative pairs low.
 * <p>
 * With scores u+_i of the positive pair and u-_ki of the n negative pairs of anchor i, i = 1..rows, the loss is the mean over the rows.
 * An implementation returns the loss and its derivatives and nothing else.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">Can Local Learning Match Self-Supervised Backpropagation?</a>
 */
public interface ContrastLoss {

    /**
     * Computes the loss and its derivatives.
     *
     * @param positive         u+, one an anchor.
     * @param negative         u-, n rows of one score an anchor.
     * @param terms            which terms of each anchor count; of a term that does not, loss and derivative are 0.
     * @param positiveGradient receives dL/du+.
     * @param negativeGradient receives dL/du-.
     * @return L, the mean over the anchors.
     */
    double evaluate(double[] positive, double[][] negative, Terms terms, double[] positiveGradient, double[][] negativeGradient);

    /** @return whether the loss of an anchor is the sum of a term of u+ and a term of u-, so that one may be left out. */
    boolean isSeparable();

    /** @return whether dL/du is constant but for jumps, so that the gradient of the features is linear in the projection. */
    boolean isPiecewiseLinear();
}
