package io.localssl.train;

import io.localssl.nn.Transposition;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;

/** The context of one block, c^T: a copy of the features of a block, or of several, joined, with a column for each row. It owns the copy. */
final class ContextFeatures implements AutoCloseable {
    private final List<INDArray> sources;
    private final INDArray context;
    private final Transposition transposition;

    /**
     * @param sources the features of the blocks, shape (rows, d) each; owned by their kernels.
     * @param workers who copies.
     */
    ContextFeatures(List<INDArray> sources, Workers workers) {
        this.sources = sources;
        transposition = new Transposition(workers);
        long width = sources.stream().mapToLong(s -> s.size(1)).sum();
        context = Nd4j.create(sources.get(0).dataType(), new long[]{width, sources.get(0).size(0)}, 'c');
    }

    /** @return c^T, shape (sum of d, rows), as the features are now; valid until the next call. */
    INDArray gather() {
        long first = 0;
        for (INDArray source : sources) {
            transposition.write(source, context, first);
            first += source.size(1);
        }
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
