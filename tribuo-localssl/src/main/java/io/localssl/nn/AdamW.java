package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    private static final int BLOCK = 4096;

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
     * The same with another decay.
     *
     * @param decay the decay.
     * @return the optimiser.
     */
    public AdamW withWeightDecay(double decay) {
        return new AdamW(learningRate, beta1, beta2, epsilon, decay);
    }

    /**
     * One step. Parameters of type FLOAT only.
     *
     * @param parameter the parameter with its gradient.
     * @param step      t, from 1.
     */
    public void update(Parameter parameter, int step) {
        FloatPointer value = start(parameter.value());
        FloatPointer gradient = start(parameter.gradient());
        FloatPointer first = start(parameter.firstMoment());
        FloatPointer second = start(parameter.secondMoment());
        long length = parameter.value().length();
        int block = (int) Math.min(BLOCK, length);
        float[] p = new float[block];
        float[] g = new float[block];
        float[] m = new float[block];
        float[] v = new float[block];
        // blocks that stay in the cache: each number crosses the memory bus once each way
        for (long from = 0; from < length; from += block) {
            int n = (int) Math.min(block, length - from);
            value.position(from).get(p, 0, n);
            gradient.position(from).get(g, 0, n);
            first.position(from).get(m, 0, n);
            second.position(from).get(v, 0, n);
            update(p, g, m, v, n, step);
            value.put(p, 0, n);
            first.put(m, 0, n);
            second.put(v, 0, n);
        }
    }

    private void update(float[] p, float[] g, float[] m, float[] v, int n, int step) {
        float decay = (float) (1 - learningRate * weightDecay);
        float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        float keepFirst = (float) beta1;
        float addFirst = (float) (1 - beta1);
        float keepSecond = (float) beta2;
        float addSecond = (float) (1 - beta2);
        float floor = (float) epsilon;
        for (int i = 0; i < n; i++) {
            m[i] = keepFirst * m[i] + addFirst * g[i];
            v[i] = keepSecond * v[i] + addSecond * g[i] * g[i];
            p[i] = decay * p[i] - rate * m[i] / ((float) Math.sqrt(v[i]) * correction + floor);
        }
    }

    private static FloatPointer start(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }
}
