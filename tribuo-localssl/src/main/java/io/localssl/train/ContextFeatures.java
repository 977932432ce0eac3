package io.localssl.train;

import io.localssl.nn.Arena;
import io.localssl.nn.Transposition;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/** The context of one block, c^T: a copy of the features of a block, or of several, joined, with a column for each row. */
final class ContextFeatures {
    private final List<INDArray> sources;
    private final INDArray context;
    private final Transposition transposition;

    /**
     * @param sources the features of the blocks, shape (rows, d) each; owned by their kernels.
     * @param transposition copies.
     * @param arena   where the copy is.
     */
    ContextFeatures(List<INDArray> sources, Transposition transposition, Arena arena) {
        this.sources = sources;
        this.transposition = transposition;
        long width = sources.stream().mapToLong(s -> s.size(1)).sum();
        context = arena.array(width, sources.get(0).size(0));
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
}
