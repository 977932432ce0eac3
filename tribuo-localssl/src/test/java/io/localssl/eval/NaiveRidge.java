package io.localssl.eval;

/** Ridge regression by the normal equations and Gaussian elimination in double precision, written from the formulas: the oracle of the tests. */
final class NaiveRidge {
    final double[] mean;
    final double[] deviation;
    final double[][] w;
    final double[] b;

    /** Standardises by all rows, learns from the first {@code used}. */
    NaiveRidge(float[][] rows, int[] labels, int classes, int used, double penalty) {
        int d = rows[0].length;
        mean = new double[d];
        deviation = new double[d];
        for (int j = 0; j < d; j++) {
            for (float[] row : rows) {
                mean[j] += row[j] / (double) rows.length;
            }
            for (float[] row : rows) {
                deviation[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.length;
            }
            deviation[j] = Math.sqrt(deviation[j]);
        }
        w = new double[classes][];
        b = new double[classes];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < used; i++) {
                b[c] += (labels[i] == c ? 1.0 : -1.0) / used;
            }
            double[][] normal = new double[d][d + 1];
            for (int i = 0; i < used; i++) {
                double[] z = standardise(rows[i]);
                for (int j = 0; j < d; j++) {
                    for (int k = 0; k < d; k++) {
                        normal[j][k] += z[j] * z[k];
                    }
                    normal[j][d] += z[j] * ((labels[i] == c ? 1 : -1) - b[c]);
                }
            }
            for (int j = 0; j < d; j++) {
                normal[j][j] += penalty;
            }
            w[c] = solve(normal);
        }
    }

    double[] standardise(float[] row) {
        double[] z = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            z[j] = deviation[j] < 1e-12 ? 0 : (row[j] - mean[j]) / deviation[j];
        }
        return z;
    }

    double score(float[] row, int c) {
        double[] z = standardise(row);
        double score = b[c];
        for (int j = 0; j < z.length; j++) {
            score += w[c][j] * z[j];
        }
        return score;
    }

    int predict(float[] row) {
        int best = 0;
        for (int c = 1; c < b.length; c++) {
            best = score(row, c) > score(row, best) ? c : best;
        }
        return best;
    }

    /** Gaussian elimination with row pivots on [A | b]. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int r = i + 1; r < n; r++) {
                pivot = Math.abs(a[r][i]) > Math.abs(a[pivot][i]) ? r : pivot;
            }
            double[] swap = a[i];
            a[i] = a[pivot];
            a[pivot] = swap;
            for (int r = i + 1; r < n; r++) {
                double factor = a[r][i] / a[i][i];
                for (int k = i; k <= n; k++) {
                    a[r][k] -= factor * a[i][k];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            x[i] = a[i][n];
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }
}
