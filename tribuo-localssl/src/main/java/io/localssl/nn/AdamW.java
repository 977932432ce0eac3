package io.localssl.nn;

import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">arXiv 1711.05101</a>), as PyTorch computes it.
 * <p>
 * At step t, with gradient g:
 * <pre>
 * p = p - lr * weightDecay * p
 * m = beta1 * m + (1 - beta1) * g        v = beta2 * v + (1 - beta2) * g^2
 * p = p - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * @param learningRate lr, 2e-4 in the paper.
 * @param beta1        decay of the first moment.
 * @param beta2        decay of the second moment.
 * @param epsilon      keeps the quotient finite.
 * @param weightDecay  the decay, 0 in the paper for CIFAR-10.
 */
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

    /**
     * The paper's betas and epsilon.
     *
     * @param learningRate lr.
     * @param weightDecay  the decay.
     */
    public AdamW(double learningRate, double weightDecay) {
        this(learningRate, 0.9, 0.999, 1e-8, weightDecay);
    }

    /**
     * One step. The gradient is used up.
     *
     * @param parameter the parameter with its gradient.
     * @param step      t, from 1.
     */
    public void update(Parameter parameter, int step) {
        if (weightDecay != 0) {
            parameter.value().muli(1 - learningRate * weightDecay);
        }
        // ND4J adds epsilon to sqrt(v) before the bias correction, PyTorch after it: the same once epsilon is scaled.
        double scaledEpsilon = epsilon * Math.sqrt(1 - Math.pow(beta2, step));
        Nd4j.exec(new AdamUpdater(parameter.gradient(), parameter.secondMoment(), parameter.firstMoment(),
                learningRate, beta1, beta2, scaledEpsilon, step - 1));
        parameter.value().subi(parameter.gradient());
    }
}
