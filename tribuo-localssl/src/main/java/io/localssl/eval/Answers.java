package io.localssl.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the right answers of a probe. Training and test classes have numbers of their own and are matched by name. */
final class Answers {
    private final List<String> trainClasses;
    private final List<String> testClasses;
    private final int[] right;
    private final int[] total;

    Answers(List<String> trainClasses, List<String> testClasses) {
        this.trainClasses = trainClasses;
        this.testClasses = testClasses;
        this.right = new int[testClasses.size()];
        this.total = new int[testClasses.size()];
    }

    /**
     * Counts one test image.
     *
     * @param predicted the number of a training class.
     * @param label     the number of the image's test class.
     */
    void add(int predicted, int label) {
        total[label]++;
        if (trainClasses.get(predicted).equals(testClasses.get(label))) {
            right[label]++;
        }
    }

    /** The class of the highest of {@code classes} scores that lie {@code stride} apart, the lowest number among equals. */
    static int highest(float[] scores, int start, int stride, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (scores[start + c * stride] > scores[start + best * stride]) {
                best = c;
            }
        }
        return best;
    }

    /** The result over all images counted. */
    ProbeResult result(int trainSize, int dimension, Map<String, Double> figures) {
        Map<String, Double> classAccuracy = new HashMap<>();
        int allRight = 0;
        int all = 0;
        for (int c = 0; c < total.length; c++) {
            if (total[c] > 0) {
                classAccuracy.put(testClasses.get(c), (double) right[c] / total[c]);
            }
            allRight += right[c];
            all += total[c];
        }
        return new ProbeResult((double) allRight / all, classAccuracy, trainSize, all, dimension, figures);
    }
}
