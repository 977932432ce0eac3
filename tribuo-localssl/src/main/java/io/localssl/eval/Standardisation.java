package io.localssl.eval;

/**
 * z_j = (x_j - mean_j) / sqrt(var_j + e_j), with mean and variance (over n, not n - 1) of the training rows and e_j = (1e-6 mean_j)^2 + 1e-30.
 * <p>
 * e_j is what single precision cannot tell from a constant. So a feature that never changes becomes 0, not NaN, and any other keeps unit variance,
 * however small its scale.
 */
final class Standardisation {
    private final double[] mean;
    private final double[] scale;

    /** Learns from all rows, in double precision. */
    Standardisation(FeatureMatrix rows) {
        int dimension = rows.getDimension();
        mean = new double[dimension];
        scale = new double[dimension];
        for (int i = 0; i < rows.size(); i++) {
            float[] row = rows.getRow(i);
            for (int j = 0; j < dimension; j++) {
                mean[j] += row[j];
            }
        }
        for (int j = 0; j < dimension; j++) {
            mean[j] /= rows.size();
        }
        // a second pass: E x^2 - (E x)^2 would lose the digits of a feature that is far from 0
        for (int i = 0; i < rows.size(); i++) {
            float[] row = rows.getRow(i);
            for (int j = 0; j < dimension; j++) {
                scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
            }
        }
        for (int j = 0; j < dimension; j++) {
            double resolution = 1e-6 * mean[j];
            scale[j] = 1 / Math.sqrt(scale[j] / rows.size() + resolution * resolution + 1e-30);
        }
    }

    /** Writes the standardised row to the first places of {@code z}. */
    void apply(float[] row, float[] z) {
        for (int j = 0; j < mean.length; j++) {
            z[j] = (float) ((row[j] - mean[j]) * scale[j]);
        }
    }
}
