package io.localssl.eval;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a probe found. All accuracies are fractions in [0, 1].
 *
 * @param accuracy      the part of the test images whose class was predicted; images of a class that was not in the training data count as wrong.
 * @param classAccuracy the same for the test images of each class, by name.
 * @param trainSize     training images.
 * @param testSize      test images.
 * @param dimension     features of an image.
 * @param figures       what else the probe reports, by name: {@code train_loss} of a linear probe, {@code penalty} of a ridge probe,
 *                      {@code neighbours} of a nearest-neighbour probe.
 */
public record ProbeResult(double accuracy, Map<String, Double> classAccuracy, int trainSize, int testSize, int dimension, Map<String, Double> figures) {

    /** Copies the maps, in the order of the names. */
    public ProbeResult {
        classAccuracy = Collections.unmodifiableMap(new TreeMap<>(classAccuracy));
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }
}
