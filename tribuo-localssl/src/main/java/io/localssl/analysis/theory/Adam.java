package io.localssl.analysis.theory;

/** Adam (Kingma and Ba 2015) of one matrix, with beta 0.9 and 0.999 and eps 1e-8. */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPS = 1e-8;

    private final double rate;
    private final double[] mean;
    private final double[] square;
    private int step;

    Adam(double rate, int size) {
        this.rate = rate;
        mean = new double[size];
        square = new double[size];
    }

    /** Moves the matrix one step down the gradient, in place. */
    void update(Matrix matrix, Matrix gradient) {
        step++;
        double scale = rate * Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
        double eps = EPS * Math.sqrt(1 - Math.pow(BETA2, step));
        for (int i = 0; i < mean.length; i++) {
            double g = gradient.values()[i];
            mean[i] = BETA1 * mean[i] + (1 - BETA1) * g;
            square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
            matrix.values()[i] -= scale * mean[i] / (Math.sqrt(square[i]) + eps);
        }
    }
}
