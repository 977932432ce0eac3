package io.localssl.nn;

/**
 * Gradient descent with momentum and a rate of its own for each layer (You, Gitman and Ginsburg,
 * <a href="https://arxiv.org/abs/1708.03888">arXiv 1708.03888</a>), which large batches and large rates need.
 * <p>
 * With gradient g of a parameter of two dimensions or more, and of a vector (a bias), which has neither decay nor a rate of its own:
 * <pre>
 * matrix   d = q * (g + weightDecay * p)    q = trust * |p| / (|g| + weightDecay * |p|), or 1 where |p| or |g| is 0
 * vector   d = g
 * m = momentum * m + d
 * p = p - lr * m
 * </pre>
 * As in PyTorch's SGD, lr multiplies the momentum and not what goes into it: a lower rate takes effect at once.
 *
 * @param momentum    how much of the last step's direction is kept, 0.9 in the paper.
 * @param trust       how far a layer may move in one step, as a part of its norm; 0.001 in the paper.
 * @param weightDecay the decay, 1e-4 in the paper for ImageNet.
 */
public record Lars(double momentum, double trust, double weightDecay) implements Optimiser {

    /**
     * The paper's momentum and trust.
     *
     * @param weightDecay the decay.
     */
    public Lars(double weightDecay) {
        this(0.9, 0.001, weightDecay);
    }

    @Override
    public int moments() {
        return 1;
    }

    @Override
    public Lars withWeightDecay(double decay) {
        return new Lars(momentum, trust, decay);
    }

    @Override
    public void update(Parameter parameter, int step, double learningRate, ParameterSweep sweep) {
        boolean vector = parameter.value().rank() < 2;
        float scale = vector ? 1 : (float) ratio(sweep.norm(parameter.value()), parameter.source().norm(sweep));
        float decay = vector ? 0 : (float) weightDecay;
        float keep = (float) momentum;
        float rate = (float) learningRate;
        sweep.update(parameter, moments(), (p, g, moments, n) -> {
            float[] m = moments[0];
            for (int i = 0; i < n; i++) {
                m[i] = keep * m[i] + scale * (g[i] + decay * p[i]);
                p[i] -= rate * m[i];
            }
        });
    }

    private double ratio(double value, double gradient) {
        return value > 0 && gradient > 0 ? trust * value / (gradient + weightDecay * value) : 1;
    }
}
