package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.data.Permutation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RidgeProbeTest {

    /** Rows whose classes depend on a noisy direction, so that some but not all answers are right. */
    private static FeatureMatrix noisy(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = RidgeRegressionTest.awkwardRows(n, d, random);
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double score = rows[i][1] + random.nextDouble(-0.05, 0.05);
            labels.add(score < 0.07 ? "low" : score < 0.12 ? "middle" : "high");
        }
        return FeatureMatrix.of(rows, labels);
    }

    /** Learned from the first {@code used} rows in the given order. */
    private static NaiveRidge naive(FeatureMatrix train, int[] order, int used, double penalty) {
        float[][] rows = Arrays.stream(order).mapToObj(train::getRow).toArray(float[][]::new);
        int[] labels = Arrays.stream(order).map(train::getLabel).toArray();
        return new NaiveRidge(rows, labels, train.getClassNames().size(), used, penalty);
    }

    @ParameterizedTest
    @CsvSource({"90,8", "40,45"})
    void answersAsTheNormalEquationsDo(int n, int d) {
        FeatureMatrix train = noisy(n, d, 1);
        FeatureMatrix test = noisy(1100, d, 2); // more than one slab
        int[] order = IntStream.range(0, n).toArray();
        ProbeResult result = RidgeProbe.builder().penalty(3).build().evaluate(train, test);
        NaiveRidge naive = naive(train, order, n, 3);
        assertEquals(IntStream.range(0, 1100).mapToDouble(i -> train.getClassNames().get(naive.predict(test.getRow(i)))
                .equals(test.getClassNames().get(test.getLabel(i))) ? 1 : 0).average().orElseThrow(), result.accuracy(), 1e-9);
        assertTrue(result.accuracy() > 0.5 && result.accuracy() < 1, "accuracy " + result.accuracy());
        assertEquals(3, result.figures().get("penalty"));
        assertEquals(n, result.trainSize());
        assertEquals(1100, result.testSize());
        assertEquals(d, result.dimension());
    }

    /** The chosen penalty is the largest of those with most right answers on the last fifth of the order that the seed draws. */
    @ParameterizedTest
    @CsvSource({"200,8,1", "200,8,2", "200,8,3", "60,90,1", "60,90,2", "15,3,1"})
    void choosesThePenaltyByTheHeldOutFifth(int n, int d, long seed) {
        FeatureMatrix train = noisy(n, d, 1);
        int[] order = Permutation.random(n, new SplittableRandom(seed));
        int used = n - n / 5;
        double best = Double.NaN;
        long most = -1;
        for (double relative : new double[]{3, 1, 0.3, 0.1, 0.03, 0.01}) {
            NaiveRidge naive = naive(train, order, used, relative * Math.max(n, d));
            long right = Arrays.stream(order).skip(used).filter(i -> naive.predict(train.getRow(i)) == train.getLabel(i)).count();
            if (right > most) {
                most = right;
                best = relative * Math.max(n, d);
            }
        }
        ProbeResult result = RidgeProbe.builder().seed(seed).build().evaluate(train, noisy(500, d, 2));
        assertEquals(best, result.figures().get("penalty"), 1e-9);
        assertEquals(result.accuracy(), RidgeProbe.builder().penalty(best).build().evaluate(train, noisy(500, d, 2)).accuracy(), 0.003);
    }

    @Test
    void sameSeedSameResult() {
        FeatureMatrix train = noisy(120, 30, 1);
        FeatureMatrix test = noisy(300, 30, 2);
        assertEquals(RidgeProbe.builder().build().evaluate(train, test), RidgeProbe.builder().build().evaluate(train, test));
    }

    @Test
    void constantFeaturesAloneGiveTheCommonestClass() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1e6f, 0}, {1e6f, 0}, {1e6f, 0}}, List.of("a", "b", "b"));
        assertEquals(2 / 3.0, RidgeProbe.builder().build().evaluate(train, train).accuracy(), 1e-9);
    }

    @Test
    void smallestDataAndUnknownClasses() {
        FeatureMatrix one = FeatureMatrix.of(new float[][]{{1, 2}}, List.of("only"));
        assertEquals(1.0, RidgeProbe.builder().build().evaluate(one, one).accuracy());
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1, 0}, {0, 1}}, List.of("a", "b"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{0, 1}, {1, 0}, {1, 0}, {0, 1}}, List.of("b", "a", "new", "new"));
        ProbeResult result = RidgeProbe.builder().penalty(0.1).build().evaluate(train, test);
        assertEquals(0.5, result.accuracy());
        assertEquals(0.0, result.classAccuracy().get("new"));
    }

    @Test
    void refusesWhatCannotWork() {
        assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().penalty(0).build());
        assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().penalty(Double.NaN).build());
        assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().penalty(Double.POSITIVE_INFINITY).build());
        assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().threads(0).build());
        FeatureMatrix train = noisy(50, 8, 1);
        LocalSSLException small = assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().penalty(1e-30).build().evaluate(train, train));
        assertTrue(small.getMessage().contains("1.0E-30"), small.getMessage());
        assertThrows(LocalSSLException.class, () -> RidgeProbe.builder().build().evaluate(train, noisy(50, 9, 1)));
    }

    /** The size of a real evaluation, on one thread: with nearly as many features as images, even labels that mean nothing are learned by heart. */
    @Test
    @Tag("long")
    void tenThousandRowsOfEightThousandFeatures() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] rows = new float[10_000][8192];
        List<String> labels = new ArrayList<>();
        for (float[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextDouble();
            }
            labels.add("class" + random.nextInt(10));
        }
        FeatureMatrix train = FeatureMatrix.of(rows, labels);
        ProbeResult result = RidgeProbe.builder().threads(1).penalty(1).build().evaluate(train, train);
        assertEquals(10_000, result.testSize());
        assertTrue(result.accuracy() > 0.95, "accuracy " + result.accuracy());
    }
}
