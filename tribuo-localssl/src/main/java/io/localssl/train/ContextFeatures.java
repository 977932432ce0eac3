package io.localssl.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

import java.util.ArrayList;
import java.util.List;

/** The context of one block as one array: the features of a block themselves, or a copy that joins those of several. It owns the copy. */
final class ContextFeatures implements AutoCloseable {
    private final List<INDArray> sources;
    private final INDArray joined;
    private final List<INDArray> parts = new ArrayList<>();

    /**
     * @param sources the features of the blocks, shape (rows, d) each; owned by their kernels.
     */
    ContextFeatures(List<INDArray> sources) {
        this.sources = sources;
        if (sources.size() == 1) {
            joined = sources.get(0);
            return;
        }
        long width = sources.stream().mapToLong(s -> s.size(1)).sum();
        joined = Nd4j.create(sources.get(0).dataType(), new long[]{sources.get(0).size(0), width}, 'c');
        long start = 0;
        for (INDArray source : sources) {
            parts.add(joined.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + source.size(1))));
            start += source.size(1);
        }
    }

    /** @return c, shape (rows, sum of d), as the features are now. */
    INDArray gather() {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).assign(sources.get(i));
        }
        return joined;
    }

    @Override
    public void close() {
        if (!parts.isEmpty()) {
            joined.close();
        }
    }
}
