package io.localssl.eval;

import io.localssl.LocalSSLException;

/** Judges frozen features: learns the classes of one matrix and counts the right answers on the other. */
public interface Probe {
    /**
     * Learns and judges. Classes are matched by name; the same settings and features give the same result.
     *
     * @param train the features to learn from.
     * @param test  the features to judge on.
     * @return the accuracy on the test features.
     * @throws LocalSSLException if the two differ in dimension, or the probe cannot be computed.
     */
    ProbeResult evaluate(FeatureMatrix train, FeatureMatrix test);
}
