package io.localssl.eval;

import io.localssl.LocalSSLException;

import java.util.ArrayList;
import java.util.List;

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

    /**
     * Judges each block alone, and all of them together.
     *
     * @param train the features to learn from.
     * @param test  the features to judge on, of the same blocks.
     * @return the accuracies.
     * @throws LocalSSLException as {@link #evaluate}.
     */
    default BlockResults evaluateBlocks(FeatureMatrix train, FeatureMatrix test) {
        train.requireSameDimension(test);
        List<ProbeResult> blocks = new ArrayList<>();
        for (int block = 0; block < train.getBlockDimensions().size(); block++) {
            blocks.add(evaluate(train.blocks(block), test.blocks(block)));
        }
        return new BlockResults(blocks, blocks.size() == 1 ? blocks.get(0) : evaluate(train, test));
    }
}
