package io.localssl.eval;

/**
 * Adam (Kingma and Ba 2015) on one array of parameters, as PyTorch computes it:
 * <pre>
 * m = b1 m + (1 - b1) g
 * v = b2 v + (1 - b2) g^2
 * w = w - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 * </pre>
 * with b1 = 0.9, b2 = 0.999, eps = 1e-8 and t the number of the step, from 1.
 */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;

    private final double learningRate;
    private final float[] m;
    private final float[] v;
    private int t;

    Adam(int size, double learningRate) {
        this.learningRate = learningRate;
        this.m = new float[size];
        this.v = new float[size];
    }

    /** Takes one step. */
    void step(float[] w, float[] g) {
        t++;
        float stepSize = (float) (learningRate / (1 - Math.pow(BETA1, t)));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, t)));
        float keepM = (float) BETA1;
        float addM = (float) (1 - BETA1);
        float keepV = (float) BETA2;
        float addV = (float) (1 - BETA2);
        for (int i = 0; i < w.length; i++) {
            m[i] = keepM * m[i] + addM * g[i];
            v[i] = keepV * v[i] + addV * g[i] * g[i];
            w[i] -= stepSize * m[i] / ((float) Math.sqrt(v[i]) * scale + EPSILON);
        }
    }
}
