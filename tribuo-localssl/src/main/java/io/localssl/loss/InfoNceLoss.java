package io.localssl.loss;

import io.localssl.LocalSSLException;

/**
 * InfoNCE between the two views of B images, in one direction: with projections p1_i of view 1 and p2_j of view 2,
 * <pre>
 * S_ij = cos(p1_i, p2_j) / temperature        L = mean_i -log softmax_j(S_ij)_i
 * </pre>
 * The gradient flows through both views.
 *
 * @param temperature 0.1 in the paper, above 0.
 * @see <a href="https://arxiv.org/abs/1807.03748">van den Oord et al. 2018</a>
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683, the baselines</a>
 */
public record InfoNceLoss(double temperature) {
    private static final double TINY = 1e-12;

    /** @throws LocalSSLException if the temperature is not a positive number. */
    public InfoNceLoss {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new LocalSSLException("found temperature " + temperature + " of InfoNCE, expected a number above 0, by which similarities are divided");
        }
    }

    /**
     * Computes the loss and its gradient.
     *
     * @param projected p, 2B rows of {@code width} numbers: rows 0..B-1 view 1, rows B..2B-1 view 2.
     * @param width     the length of a row.
     * @param gradient  receives dL/dp.
     * @return L.
     */
    public double evaluate(double[] projected, int width, double[] gradient) {
        int rows = projected.length / width;
        int images = rows / 2;
        double[] norms = new double[rows];
        double[] unit = normalise(projected, width, norms);
        double[] unitGradient = new double[projected.length];
        double loss = 0;
        double[] similarity = new double[images];
        for (int i = 0; i < images; i++) {
            for (int j = 0; j < images; j++) {
                similarity[j] = dot(unit, i, images + j, width) / temperature;
            }
            double logSum = logSumExp(similarity);
            loss += (logSum - similarity[i]) / images;
            for (int j = 0; j < images; j++) {
                double slope = (Math.exp(similarity[j] - logSum) - (i == j ? 1 : 0)) / images / temperature;
                for (int a = 0; a < width; a++) {
                    unitGradient[i * width + a] += slope * unit[(images + j) * width + a];
                    unitGradient[(images + j) * width + a] += slope * unit[i * width + a];
                }
            }
        }
        throughNormalisation(unit, unitGradient, norms, width, gradient);
        return loss;
    }

    private static double[] normalise(double[] projected, int width, double[] norms) {
        double[] unit = new double[projected.length];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.max(TINY, Math.sqrt(dot(projected, i, i, width)));
            for (int a = 0; a < width; a++) {
                unit[i * width + a] = projected[i * width + a] / norms[i];
            }
        }
        return unit;
    }

    /** dL/dp = (dL/dq - (dL/dq . q) q) / |p| for q = p / |p|. */
    private static void throughNormalisation(double[] unit, double[] unitGradient, double[] norms, int width, double[] gradient) {
        for (int i = 0; i < norms.length; i++) {
            double along = 0;
            for (int a = i * width; a < (i + 1) * width; a++) {
                along += unitGradient[a] * unit[a];
            }
            for (int a = i * width; a < (i + 1) * width; a++) {
                gradient[a] = (unitGradient[a] - along * unit[a]) / norms[i];
            }
        }
    }

    private static double dot(double[] rows, int i, int j, int width) {
        double sum = 0;
        for (int a = 0; a < width; a++) {
            sum += rows[i * width + a] * rows[j * width + a];
        }
        return sum;
    }

    private static double logSumExp(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
