package io.localssl.embedding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbeddingStatisticsTest {

    private static List<float[]> noise(int rows, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> table = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            float[] row = new float[dimension];
            for (int j = 0; j < dimension; j++) {
                row[j] = (float) ((j + 1) * random.nextGaussian() + 0.3 * j);
            }
            table.add(row);
        }
        return table;
    }

    /** Straight from the definitions, with the full covariance matrix and every pair. */
    @ParameterizedTest
    @CsvSource({"2,1", "2,5", "3,3", "5,17", "17,5", "40,9", "9,40"})
    void agreesWithTheDefinitions(int n, int d) {
        List<float[]> x = noise(n, d, 31L * n + d);
        double norm = 0;
        double cosine = 0;
        for (int i = 0; i < n; i++) {
            norm += Math.sqrt(dot(x.get(i), x.get(i))) / n;
            for (int k = 0; k < n; k++) {
                if (i != k) {
                    cosine += dot(x.get(i), x.get(k)) / Math.sqrt(dot(x.get(i), x.get(i)) * dot(x.get(k), x.get(k))) / n / (n - 1);
                }
            }
        }
        double[][] covariance = covariance(x);
        double trace = 0;
        double deviation = 0;
        double squares = 0;
        for (int j = 0; j < d; j++) {
            trace += covariance[j][j];
            deviation += Math.sqrt(covariance[j][j]) / d;
            for (int k = 0; k < d; k++) {
                squares += covariance[j][k] * covariance[k][j];
            }
        }
        EmbeddingStatistics found = EmbeddingStatistics.of(x);
        assertEquals(n, found.count());
        assertEquals(d, found.dimension());
        assertEquals(norm, found.meanNorm(), 1e-9 * norm);
        assertEquals(cosine, found.meanCosine(), 1e-9);
        assertEquals(deviation, found.meanDeviation(), 1e-9 * deviation);
        assertEquals(0, found.deadFeatures());
        assertEquals(trace * trace / squares, found.effectiveRank(), 1e-5 * d);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }

    private static double[][] covariance(List<float[]> x) {
        int d = x.get(0).length;
        double[][] covariance = new double[d][d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                double jMean = 0;
                double kMean = 0;
                double product = 0;
                for (float[] row : x) {
                    jMean += (double) row[j] / x.size();
                    kMean += (double) row[k] / x.size();
                    product += (double) row[j] * row[k] / x.size();
                }
                covariance[j][k] = product - jMean * kMean;
            }
        }
        return covariance;
    }

    @Test
    void aCollapsedEncoderShows() {
        EmbeddingStatistics collapsed = EmbeddingStatistics.of(Collections.nCopies(5, new float[]{0.1f, 0.2f, 0.7f}));
        assertEquals(1, collapsed.meanCosine(), 1e-12);
        assertEquals(0, collapsed.meanDeviation());
        assertEquals(1, collapsed.deadFeatures());
        assertEquals(0, collapsed.effectiveRank(), 1e-6);
    }

    @Test
    void theRankCountsDirections() {
        List<float[]> line = List.of(new float[]{1, 1, 0, 0}, new float[]{2, 2, 0, 0}, new float[]{3, 3, 0, 0});
        assertEquals(1, EmbeddingStatistics.of(line).effectiveRank(), 1e-6);
        assertEquals(0.5, EmbeddingStatistics.of(line).deadFeatures());

        List<float[]> axes = List.of(new float[]{1, 0, 0}, new float[]{-1, 0, 0}, new float[]{0, 1, 0}, new float[]{0, -1, 0}, new float[]{0, 0, 1},
                new float[]{0, 0, -1});
        assertEquals(3, EmbeddingStatistics.of(axes).effectiveRank(), 1e-6);
        assertEquals(-0.2, EmbeddingStatistics.of(axes).meanCosine(), 1e-12);
    }

    @Test
    void aZeroRowIsOrthogonalToAll() {
        List<float[]> rows = List.of(new float[]{0, 0}, new float[]{1, 0}, new float[]{2, 0});
        assertEquals(1.0 / 3, EmbeddingStatistics.of(rows).meanCosine(), 1e-12);
    }

    @Test
    void oneRowHasNoPair() {
        EmbeddingStatistics one = EmbeddingStatistics.of(List.of(new float[]{3, 4}));
        assertEquals(5, one.meanNorm());
        assertTrue(Double.isNaN(one.meanCosine()));
        assertEquals(0, one.effectiveRank());
    }

    @Test
    void theRankOfManyRowsIsTakenFromEvenlySpacedOnes() {
        int n = 3 * EmbeddingStatistics.MAX_RANK_ROWS;
        List<float[]> rows = noise(n, 6, 5);
        List<float[]> third = new ArrayList<>();
        for (int i = 0; i < n; i += 3) {
            third.add(rows.get(i));
        }
        assertEquals(EmbeddingStatistics.of(third).effectiveRank(), EmbeddingStatistics.of(rows).effectiveRank());
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        assertThrows(EmbeddingException.class, () -> EmbeddingStatistics.of(List.of()));
        assertThrows(EmbeddingException.class, () -> EmbeddingStatistics.of(List.of(new float[0])));
        assertThrows(EmbeddingException.class, () -> EmbeddingStatistics.of(List.of(new float[2], new float[3])));
    }

    @Test
    void readsWell() {
        EmbeddingStatistics statistics = new EmbeddingStatistics(2000, 512, 3.25, 0.125, 0.05, 0.75, 33.3);
        assertEquals(List.of("2000 embeddings of dimension 512", "  mean norm       3.250", "  mean deviation  0.1250", "  dead features   5.0 %",
                "  mean cosine     0.7500", "  effective rank  33.3"), statistics.toString().lines().toList());
        assertEquals(List.of("count", "dimension", "mean-norm", "mean-deviation", "dead-features", "mean-cosine", "effective-rank"),
                List.copyOf(statistics.asMap().keySet()));
    }
}
