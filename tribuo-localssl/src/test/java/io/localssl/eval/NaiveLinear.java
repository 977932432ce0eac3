package io.localssl.eval;

/** The linear layer, its loss and Adam as loops in double precision, written from the formulas: the oracle of the tests. */
final class NaiveLinear {
    final double[][] w;
    final double[] b;
    private final double[][] mw;
    private final double[][] vw;
    private final double[] mb;
    private final double[] vb;
    private int t;

    NaiveLinear(float[] weight, float[] bias) {
        int classes = bias.length;
        int dimension = weight.length / classes;
        w = new double[classes][dimension];
        b = new double[classes];
        for (int c = 0; c < classes; c++) {
            b[c] = bias[c];
            for (int j = 0; j < dimension; j++) {
                w[c][j] = weight[c * dimension + j];
            }
        }
        mw = new double[classes][dimension];
        vw = new double[classes][dimension];
        mb = new double[classes];
        vb = new double[classes];
    }

    double[] probabilities(float[] x) {
        double[] p = new double[b.length];
        double sum = 0;
        for (int c = 0; c < b.length; c++) {
            double z = b[c];
            for (int j = 0; j < x.length; j++) {
                z += w[c][j] * x[j];
            }
            p[c] = Math.exp(z);
            sum += p[c];
        }
        for (int c = 0; c < b.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    double loss(float[][] x, int[] y) {
        double loss = 0;
        for (int i = 0; i < y.length; i++) {
            loss -= Math.log(probabilities(x[i])[y[i]]) / y.length;
        }
        return loss;
    }

    void adamStep(float[][] x, int[] y, double lr) {
        t++;
        double[][] p = new double[y.length][];
        for (int i = 0; i < y.length; i++) {
            p[i] = probabilities(x[i]);
        }
        for (int c = 0; c < b.length; c++) {
            double gb = 0;
            double[] gw = new double[w[c].length];
            for (int i = 0; i < y.length; i++) {
                double error = (p[i][c] - (y[i] == c ? 1 : 0)) / y.length;
                gb += error;
                for (int j = 0; j < gw.length; j++) {
                    gw[j] += error * x[i][j];
                }
            }
            for (int j = 0; j < gw.length; j++) {
                mw[c][j] = 0.9 * mw[c][j] + 0.1 * gw[j];
                vw[c][j] = 0.999 * vw[c][j] + 0.001 * gw[j] * gw[j];
                w[c][j] -= lr * direction(mw[c][j], vw[c][j]);
            }
            mb[c] = 0.9 * mb[c] + 0.1 * gb;
            vb[c] = 0.999 * vb[c] + 0.001 * gb * gb;
            b[c] -= lr * direction(mb[c], vb[c]);
        }
    }

    private double direction(double m, double v) {
        double mHat = m / (1 - Math.pow(0.9, t));
        double vHat = v / (1 - Math.pow(0.999, t));
        return mHat / (Math.sqrt(vHat) + 1e-8);
    }
}
