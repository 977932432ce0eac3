package io.localssl.pipeline;

import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/**
 * An {@link ArrayExample} of features that come in order. Its public constructors sort them once more: for 8192 features that was an eighth of the time
 * of encoding an image on two threads, and four fifths of the memory.
 */
final class EmbeddingExample<T extends Output<T>> extends ArrayExample<T> {
    private static final long serialVersionUID = 1L;

    /**
     * @param names the names of the features, sorted; copied, as examples change theirs in place.
     * @param row   their values.
     */
    EmbeddingExample(T output, float weight, String[] names, float[] row) {
        super(output, weight, row.length);
        System.arraycopy(names, 0, featureNames, 0, row.length);
        for (int j = 0; j < row.length; j++) {
            featureValues[j] = row[j];
        }
        size = row.length;
    }
}
