package io.localssl.eval;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KnnProbeTest {

    /** Noisy directions, one a class, of any length. */
    private static FeatureMatrix directions(int n, int d, int classes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[n][d];
        List<String> labels = new ArrayList<>();
        for (float[] row : rows) {
            int label = random.nextInt(classes);
            double length = random.nextDouble(0.1, 10);
            for (int j = 0; j < d; j++) {
                row[j] = (float) (length * (random.nextDouble(-1, 1) + (j == label ? 0.5 : 0)));
            }
            labels.add("class" + label);
        }
        return FeatureMatrix.of(rows, labels);
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double aa = 0;
        double bb = 0;
        for (int j = 0; j < a.length; j++) {
            product += (double) a[j] * b[j];
            aa += (double) a[j] * a[j];
            bb += (double) b[j] * b[j];
        }
        return aa == 0 || bb == 0 ? 0 : product / Math.sqrt(aa * bb);
    }

    /** The formula, row by row. */
    private static double naiveAccuracy(FeatureMatrix train, FeatureMatrix test, int k) {
        int right = 0;
        for (int i = 0; i < test.size(); i++) {
            double[] similarities = new double[train.size()];
            for (int r = 0; r < train.size(); r++) {
                similarities[r] = cosine(test.getRow(i), train.getRow(r));
            }
            double[] scores = new double[train.getClassNames().size()];
            IntStream.range(0, train.size()).boxed().sorted((a, b) -> Double.compare(similarities[b], similarities[a])).limit(k)
                    .forEach(r -> scores[train.getLabel(r)] += Math.exp(similarities[r] / 0.07));
            int best = 0;
            for (int c = 1; c < scores.length; c++) {
                best = scores[c] > scores[best] ? c : best;
            }
            right += train.getClassNames().get(best).equals(test.getClassNames().get(test.getLabel(i))) ? 1 : 0;
        }
        return (double) right / test.size();
    }

    @ParameterizedTest
    @CsvSource({"300,7,4,20", "300,7,4,1", "50,33,3,5", "10,5,2,20", "1,1,1,3"})
    void answersAsTheFormulaDoes(int n, int d, int classes, int k) {
        FeatureMatrix train = directions(n, d, classes, 1);
        FeatureMatrix test = directions(600, d, classes, 2); // more than one slab
        ProbeResult result = KnnProbe.builder().neighbours(k).build().evaluate(train, test);
        assertEquals(naiveAccuracy(train, test, k), result.accuracy(), 1e-9);
        assertEquals(Math.min(k, n), result.figures().get("neighbours"));
        assertEquals(n, result.trainSize());
        assertEquals(d, result.dimension());
        for (int threads = 1; threads <= 3; threads++) {
            assertEquals(result, KnnProbe.builder().neighbours(k).threads(threads).build().evaluate(train, test));
        }
    }

    /** Two far neighbours of one class against a near one of the other: a plain majority would answer otherwise. */
    @Test
    void nearNeighboursWeighMore() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1, 1}, {1, 1}, {1, 0}}, List.of("far", "far", "near"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{5, 0.1f}}, List.of("near"));
        assertEquals(1, KnnProbe.builder().neighbours(3).build().evaluate(train, test).accuracy());
    }

    @Test
    void equalSimilaritiesGoToTheEarlierRowAndEqualScoresToTheEarlierClass() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1, 0}, {2, 0}, {3, 0}, {4, 0}}, List.of("a", "b", "b", "a"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{1, 0}}, List.of("a"));
        for (int k : new int[]{1, 2, 4}) { // a; a and b; all
            assertEquals(1, KnnProbe.builder().neighbours(k).build().evaluate(train, test).accuracy(), "k " + k);
        }
        assertEquals(0, KnnProbe.builder().neighbours(3).build().evaluate(train, test).accuracy());
    }

    @Test
    void rowsOfZerosAreNeitherNearNorNaN() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{0, 0}, {-1, 0}, {1, 0}}, List.of("zero", "minus", "plus"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{1, 0.1f}, {-1, 0}, {0, 0}}, List.of("plus", "minus", "zero"));
        assertEquals(1, KnnProbe.builder().neighbours(1).build().evaluate(train, test).accuracy());
    }

    @Test
    void hugeAndTinyRowsHaveADirection() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1e30f, 0}, {0, 1e-30f}}, List.of("a", "b"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{1e-30f, 0}, {0, 1e30f}}, List.of("a", "b"));
        assertEquals(1, KnnProbe.builder().neighbours(1).build().evaluate(train, test).accuracy());
    }

    @Test
    void refusesWhatCannotWork() {
        assertThrows(LocalSSLException.class, () -> KnnProbe.builder().neighbours(0).build());
        assertThrows(LocalSSLException.class, () -> KnnProbe.builder().threads(0).build());
        FeatureMatrix train = directions(5, 3, 2, 1);
        LocalSSLException other = assertThrows(LocalSSLException.class, () -> KnnProbe.builder().build().evaluate(train, directions(5, 4, 2, 1)));
        assertTrue(other.getMessage().contains("3 features"), other.getMessage());
    }
}
