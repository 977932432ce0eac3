package io.localssl.nn;

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
 * @param beta1       decay of the first moment.
 * @param beta2       decay of the second moment.
 * @param epsilon     keeps the quotient finite.
 * @param weightDecay the decay, 0 in the paper for CIFAR-10.
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimiser {

    /**
     * The paper's betas and epsilon.
     *
     * @param weightDecay the decay.
     */
    public AdamW(double weightDecay) {
        this(0.9, 0.999, 1e-8, weightDecay);
    }

    @Override
    public int moments() {
        return 2;
    }

    @Override
    public AdamW withWeightDecay(double decay) {
        return new AdamW(beta1, beta2, epsilon, decay);
    }

    @Override
    public void update(Parameter parameter, int step, double learningRate, ParameterSweep sweep) {
        float decay = (float) (1 - learningRate * weightDecay);
        float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        sweep.update(parameter, moments(), (p, g, moments, n) -> update(p, g, moments[0], moments[1], n, decay, rate, correction));
    }

    private void update(float[] p, float[] g, float[] m, float[] v, int n, float decay, float rate, float correction) {
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
}
