package io.localssl.eval;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinearProbeTest {

    /** Clouds around one corner a class: separable by a line, unless the labels are drawn anew. */
    private static FeatureMatrix clouds(int n, int classes, int dimension, boolean trueLabels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[n][dimension];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int label = i % classes;
            for (int j = 0; j < dimension; j++) {
                rows[i][j] = (float) (random.nextDouble(-0.2, 0.2) + (j == label ? 1 : 0));
            }
            labels.add("class" + (trueLabels ? label : random.nextInt(classes)));
        }
        return FeatureMatrix.of(rows, labels);
    }

    @Test
    void separableDataAreLearnedCompletely() {
        ProbeResult result = LinearProbe.builder().learningRate(0.01).build().evaluate(clouds(200, 4, 8, true, 1), clouds(100, 4, 8, true, 2));
        assertEquals(1.0, result.accuracy());
        assertEquals(200, result.trainSize());
        assertEquals(100, result.testSize());
        assertEquals(8, result.dimension());
        assertEquals(4, result.classAccuracy().size());
        assertTrue(result.classAccuracy().values().stream().allMatch(a -> a == 1.0));
    }

    @Test
    void shuffledLabelsGiveChance() {
        ProbeResult result = LinearProbe.builder().build().evaluate(clouds(400, 4, 8, false, 1), clouds(2000, 4, 8, false, 2));
        assertEquals(0.25, result.accuracy(), 0.04); // four standard deviations of 2,000 coin tosses at 1/4
    }

    @Test
    void classAccuraciesAverageToTheAccuracy() {
        FeatureMatrix test = clouds(400, 4, 8, false, 2);
        ProbeResult result = LinearProbe.builder().epochs(2).build().evaluate(clouds(100, 4, 8, true, 1), test);
        double sum = 0;
        for (int i = 0; i < test.size(); i++) {
            sum += result.classAccuracy().get(test.getClassNames().get(test.getLabel(i)));
        }
        assertEquals(result.accuracy(), sum / test.size(), 1e-12);
        assertTrue(result.accuracy() > 0 && result.accuracy() < 1);
    }

    @Test
    void sameSeedSameResult() {
        FeatureMatrix train = clouds(90, 3, 6, false, 1);
        FeatureMatrix test = clouds(90, 3, 6, false, 2);
        ProbeResult first = LinearProbe.builder().epochs(3).seed(7).build().evaluate(train, test);
        assertEquals(first, LinearProbe.builder().epochs(3).seed(7).build().evaluate(train, test));
        assertNotEquals(first.figures().get("train_loss"), LinearProbe.builder().epochs(3).seed(8).build().evaluate(train, test).figures().get("train_loss"));
    }

    @Test
    void moreEpochsLowerTheLoss() {
        FeatureMatrix train = clouds(90, 3, 6, true, 1);
        double few = LinearProbe.builder().epochs(1).build().evaluate(train, train).figures().get("train_loss");
        double many = LinearProbe.builder().epochs(30).build().evaluate(train, train).figures().get("train_loss");
        assertTrue(many < few, many + " after 30 epochs, " + few + " after 1");
    }

    @Test
    void oneExampleOfOneClass() {
        FeatureMatrix one = FeatureMatrix.of(new float[][]{{1, 2}}, List.of("only"));
        ProbeResult result = LinearProbe.builder().build().evaluate(one, one);
        assertEquals(1.0, result.accuracy());
        assertEquals(0.0, result.figures().get("train_loss"), 1e-9);
    }

    @Test
    void batchLargerThanTheDataIsOneBatch() {
        FeatureMatrix train = clouds(12, 3, 6, true, 1);
        ProbeResult small = LinearProbe.builder().batchSize(12).build().evaluate(train, clouds(50, 3, 6, true, 2));
        assertEquals(small, LinearProbe.builder().batchSize(1000).build().evaluate(train, clouds(50, 3, 6, true, 2)));
    }

    @Test
    void classesAreMatchedByName() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1, 0}, {0, 1}}, List.of("a", "b"));
        FeatureMatrix reversed = FeatureMatrix.of(new float[][]{{0, 1}, {1, 0}}, List.of("b", "a"));
        LinearProbe probe = LinearProbe.builder().learningRate(0.1).build();
        assertEquals(1.0, probe.evaluate(train, reversed).accuracy());
        FeatureMatrix fewer = FeatureMatrix.of(new float[][]{{0, 1}}, List.of("b"));
        assertEquals(1.0, probe.evaluate(train, fewer).accuracy());
    }

    @Test
    void aClassThatWasNeverShownCountsAsWrong() {
        FeatureMatrix train = FeatureMatrix.of(new float[][]{{1, 0}, {0, 1}}, List.of("a", "b"));
        FeatureMatrix test = FeatureMatrix.of(new float[][]{{1, 0}, {0, 1}, {1, 1}, {1, 0}}, List.of("a", "b", "new", "new"));
        ProbeResult result = LinearProbe.builder().learningRate(0.1).build().evaluate(train, test);
        assertEquals(0.5, result.accuracy());
        assertEquals(0.0, result.classAccuracy().get("new"));
    }

    @Test
    void refusesWhatCannotWork() {
        FeatureMatrix two = FeatureMatrix.of(new float[][]{{1, 0}}, List.of("a"));
        FeatureMatrix three = FeatureMatrix.of(new float[][]{{1, 0, 0}}, List.of("a"));
        assertTrue(assertThrows(LocalSSLException.class, () -> LinearProbe.builder().build().evaluate(two, three)).getMessage().contains("2 features"));
        assertThrows(LocalSSLException.class, () -> LinearProbe.builder().epochs(0).build());
        assertThrows(LocalSSLException.class, () -> LinearProbe.builder().batchSize(0).build());
        assertThrows(LocalSSLException.class, () -> LinearProbe.builder().learningRate(Double.NaN).build());
        FeatureMatrix huge = FeatureMatrix.of(new float[][]{{1e10f}, {1e10f}}, List.of("a", "b"));
        LocalSSLException diverged = assertThrows(LocalSSLException.class,
                () -> LinearProbe.builder().batchSize(1).learningRate(1e30).build().evaluate(huge, huge));
        assertTrue(diverged.getMessage().contains("expected a finite one"), diverged.getMessage());
    }

    /** The size of a real evaluation; each class has features that are a little larger than those of the others. */
    @Test
    @Tag("long")
    void tenThousandRowsOfEightThousandFeatures() {
        float[][] rows = new float[10_000][8192];
        SplittableRandom random = new SplittableRandom(1);
        List<String> labels = new ArrayList<>();
        for (float[] row : rows) {
            int label = random.nextInt(10);
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (random.nextDouble() + (j % 10 == label ? 0.2 : 0));
            }
            labels.add("class" + label);
        }
        FeatureMatrix train = FeatureMatrix.of(rows, labels);
        ProbeResult result = LinearProbe.builder().build().evaluate(train, train);
        assertEquals(10_000, result.testSize());
        assertTrue(result.accuracy() > 0.99, "accuracy " + result.accuracy());
    }
}
