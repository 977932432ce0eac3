package io.localssl.train;

import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.FixedProjection;
import io.localssl.nn.Products;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The fixed random matrices through which every block below the top one is told the error of the top loss: where back-propagation would bring dL/df^l, block l
 * takes
 * <pre>
 * g^l = B^l dL/df^L,   B^l of shape (d_l, d_L), its elements U(-b, b), b = 1 / sqrt(d_L)
 * </pre>
 * in each row of the batch, and each feature's share evenly over the window that it is the mean of. Nokland draws a value for every unit of a convolutional map; the
 * maps here get one for every window of the pooling, which is what a local loss can tell them too, and leaves the matrices as large as those of a local rule.
 * Without pooling they get his, of which {@link Footprint} tells the size.
 * The bound makes the mean square of g a third of that of the error, whatever the sizes.
 * <p>
 * It owns the matrices.
 *
 * @see <a href="https://arxiv.org/abs/1609.01596">Nokland 2016, arXiv 1609.01596</a>
 */
final class DirectFeedback implements AutoCloseable {
    private final List<FixedProjection> matrices;
    private final Products products;

    /**
     * Draws the matrices.
     *
     * @param type    FLOAT or DOUBLE.
     * @param spec    the encoder.
     * @param pooling what features are the mean of.
     * @param workers who computes.
     * @param random  the source of the matrices, block by block from the pixels up.
     */
    DirectFeedback(DataType type, EncoderSpec spec, FeaturePooling pooling, Workers workers, SplittableRandom random) {
        int top = spec.depth() - 1;
        matrices = IntStream.range(0, top)
                .mapToObj(l -> new FixedProjection(type, pooling.dimension(spec, l), pooling.dimension(spec, top), workers, random)).toList();
        products = Products.of(type, workers);
    }

    /** How many numbers the matrices of an encoder have. */
    static long size(EncoderSpec spec, FeaturePooling pooling) {
        int top = spec.depth() - 1;
        return IntStream.range(0, top).mapToLong(l -> (long) pooling.dimension(spec, l) * pooling.dimension(spec, top)).sum();
    }

    /** B^l of all blocks but the top one, from the pixels up. */
    List<INDArray> matrices() {
        return matrices.stream().flatMap(matrix -> matrix.values().stream()).toList();
    }

    /**
     * Computes what a block is told.
     *
     * @param error dL/df^L, shape (rows, d_L).
     * @param block the block, from 0, below the top one.
     * @param into  receives g^l, shape (rows, d_l).
     */
    void send(INDArray error, int block, INDArray into) {
        products.multiply(error, false, matrices.get(block).values().get(0), true, into, false);
    }

    @Override
    public void close() {
        matrices.forEach(FixedProjection::close);
    }
}
