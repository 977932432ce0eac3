package io.localssl.embedding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signs of collapse in the rows x_1..x_n of a table of embeddings. An encoder that collapsed gives the same vector to every image (cosine near 1,
 * deviation near 0), spans few directions (low effective rank) or has features that never fire (dead features).
 *
 * @param count             n, the number of embeddings.
 * @param dimension         d, the length of each.
 * @param meanNorm          mean over the rows of |x_i|.
 * @param meanDeviation     mean over the features of their standard deviation, sqrt(1/n sum_i (x_ij - m_j)^2).
 * @param deadFeatures      the share of features, 0 to 1, that have the same value in every row.
 * @param meanCosine        mean over all pairs i &lt; j of the cosine of x_i and x_j, a zero row counting as orthogonal to all; NaN for a single row.
 * @param effectiveRank     the participation ratio of the eigenvalues of the covariance C, (sum lambda)^2 / sum lambda^2 = tr(C)^2 / tr(C^2): 1 if one
 *                          direction carries all the variance, d if all carry the same; 0 without variance. Taken over at most
 *                          {@value #MAX_RANK_ROWS} evenly spaced rows, so it stays below that number.
 */
public record EmbeddingStatistics(int count, int dimension, double meanNorm, double meanDeviation, double deadFeatures, double meanCosine,
                                  double effectiveRank) {

    /** The rows that the effective rank looks at: its cost grows with their number squared. */
    public static final int MAX_RANK_ROWS = 512;

    /**
     * Computes the statistics in O(n d).
     *
     * @param rows the embeddings, all of one dimension.
     * @return their statistics.
     * @throws EmbeddingException if there is no row, or the rows have different lengths or none.
     */
    public static EmbeddingStatistics of(List<float[]> rows) {
        int dimension = requireOneDimension(rows);
        int count = rows.size();
        double[] mean = mean(rows, dimension);
        double[] squares = new double[dimension];
        boolean[] alive = new boolean[dimension];
        double[] unitSum = new double[dimension];
        double normSum = 0;
        int nonZero = 0;
        float[] first = rows.get(0);
        for (float[] row : rows) {
            double norm = norm(row);
            normSum += norm;
            nonZero += norm > 0 ? 1 : 0;
            for (int j = 0; j < dimension; j++) {
                double deviation = row[j] - mean[j];
                squares[j] += deviation * deviation;
                alive[j] |= row[j] != first[j];
                unitSum[j] += norm > 0 ? row[j] / norm : 0;
            }
        }
        double deviationSum = 0;
        int dead = 0;
        double unitSquare = 0;
        for (int j = 0; j < dimension; j++) {
            deviationSum += alive[j] ? Math.sqrt(squares[j] / count) : 0;
            dead += alive[j] ? 0 : 1;
            unitSquare += unitSum[j] * unitSum[j];
        }
        // |sum_i u_i|^2 counts every pair twice, and each non-zero row with itself
        double meanCosine = count > 1 ? (unitSquare - nonZero) / ((double) count * (count - 1)) : Double.NaN;
        return new EmbeddingStatistics(count, dimension, normSum / count, deviationSum / dimension, (double) dead / dimension, meanCosine,
                participationRatio(evenlySpaced(rows), dimension));
    }

    private static int requireOneDimension(List<float[]> rows) {
        if (rows.isEmpty()) {
            throw new EmbeddingException("found no embedding, expected at least one; encode some images first");
        }
        int dimension = rows.get(0).length;
        for (float[] row : rows) {
            if (row.length != dimension || row.length == 0) {
                throw new EmbeddingException("found embeddings of dimension " + dimension + " and " + row.length
                        + ", expected one dimension of at least 1; evaluate the predictions of one encoder");
            }
        }
        return dimension;
    }

    private static double[] mean(List<float[]> rows, int dimension) {
        double[] mean = new double[dimension];
        for (float[] row : rows) {
            for (int j = 0; j < dimension; j++) {
                mean[j] += row[j];
            }
        }
        for (int j = 0; j < dimension; j++) {
            mean[j] /= rows.size();
        }
        return mean;
    }

    private static double norm(float[] row) {
        double square = 0;
        for (float value : row) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    private static List<float[]> evenlySpaced(List<float[]> rows) {
        int kept = Math.min(rows.size(), MAX_RANK_ROWS);
        List<float[]> some = new ArrayList<>(kept);
        for (int i = 0; i < kept; i++) {
            some.add(rows.get((int) ((long) i * rows.size() / kept)));
        }
        return some;
    }

    /**
     * tr(C)^2 / tr(C^2) without forming the d x d covariance: with the centred rows y_i, n tr(C) = sum_i y_i.y_i and n^2 tr(C^2) = sum_ij (y_i.y_j)^2.
     */
    private static double participationRatio(List<float[]> rows, int dimension) {
        double[] mean = mean(rows, dimension);
        float[][] centred = new float[rows.size()][dimension];
        for (int i = 0; i < centred.length; i++) {
            for (int j = 0; j < dimension; j++) {
                centred[i][j] = (float) (rows.get(i)[j] - mean[j]);
            }
        }
        double trace = 0;
        double traceOfSquare = 0;
        for (int i = 0; i < centred.length; i++) {
            double square = dot(centred[i], centred[i]);
            trace += square;
            traceOfSquare += square * square;
            for (int k = 0; k < i; k++) {
                double product = dot(centred[i], centred[k]);
                traceOfSquare += 2 * product * product;
            }
        }
        return traceOfSquare > 0 ? trace * trace / traceOfSquare : 0;
    }

    /** Four sums side by side, because one waits for its own last addition. */
    private static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < a.length; j += 4) {
            s0 += (double) a[j] * b[j];
            s1 += (double) a[j + 1] * b[j + 1];
            s2 += (double) a[j + 2] * b[j + 2];
            s3 += (double) a[j + 3] * b[j + 3];
        }
        for (; j < a.length; j++) {
            s0 += (double) a[j] * b[j];
        }
        return s0 + s1 + s2 + s3;
    }

    /** @return the numbers by name, in the order of the components. */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("count", (double) count);
        map.put("dimension", (double) dimension);
        map.put("mean-norm", meanNorm);
        map.put("mean-deviation", meanDeviation);
        map.put("dead-features", deadFeatures);
        map.put("mean-cosine", meanCosine);
        map.put("effective-rank", effectiveRank);
        return map;
    }

    /** @return the numbers on several lines, for people. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d embeddings of dimension %d%n  mean norm       %.4g%n  mean deviation  %.4g%n  dead features   %.1f %%%n"
                        + "  mean cosine     %.4f%n  effective rank  %.1f", count, dimension, meanNorm, meanDeviation, 100 * deadFeatures, meanCosine,
                effectiveRank);
    }
}
