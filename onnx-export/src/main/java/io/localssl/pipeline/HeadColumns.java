package io.localssl.pipeline;

import io.localssl.onnx.EncoderFormatException;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Which columns of the embedding a head reads, in the order of its feature ids. A head that was trained on all of them reads 0 to D - 1; one with fewer
 * features, after a feature selection for example, a part of them.
 */
final class HeadColumns {
    private final long[] columns;
    private final int dimension;

    private HeadColumns(long[] columns, int dimension) {
        this.columns = columns;
        this.dimension = dimension;
    }

    /** @throws EncoderFormatException if the head has a feature that is no column of an embedding of this dimension. */
    static HeadColumns of(Model<?> head, int dimension) {
        ImmutableFeatureMap features = head.getFeatureIDMap();
        long[] columns = new long[features.size()];
        Arrays.fill(columns, -1);
        String[] names = EmbeddingExamples.featureNames(dimension);
        for (int column = 0; column < dimension; column++) {
            int id = features.getID(names[column]); // asked by name, as a hashed feature domain does not tell its names
            if (id >= 0) {
                columns[id] = column;
            }
        }
        for (int id = 0; id < columns.length; id++) {
            if (columns[id] < 0) {
                throw new EncoderFormatException("found a " + head.getClass().getSimpleName() + " that reads feature '" + features.get(id).getName()
                        + "', expected features of an embedding of dimension " + dimension + "; use the encoder that it was trained with");
            }
        }
        return new HeadColumns(columns, dimension);
    }

    /** The columns of the embedding, [batch, D], that the head reads: [batch, features]. */
    ONNXNode select(ONNXNode embedding) {
        return Arrays.equals(columns, LongStream.range(0, dimension).toArray()) ? embedding
                : embedding.apply(ONNXOperators.GATHER, embedding.onnxContext().array("head_columns", columns), Map.of("axis", 1));
    }
}
