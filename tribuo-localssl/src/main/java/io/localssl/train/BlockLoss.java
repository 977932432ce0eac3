package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.OptionalDouble;

/** The loss of one block with the parameters that belong to it and not to the encoder. It owns them. */
public interface BlockLoss extends AutoCloseable {

    /** @return what is learned beside the encoder; owned by this loss. */
    List<Parameter> parameters();

    /** @return the numbers of all its matrices, learned or not; owned by this loss. */
    List<INDArray> values();

    /** @return the decoupled weight decay of its parameters; empty for that of the encoder. */
    OptionalDouble weightDecay();

    /**
     * What evaluates the loss of one batch.
     *
     * @param features f of all blocks, shape (rows, d) each; owned by their kernels.
     * @param arena    where it computes.
     * @return the workspace, which is good until the arena restarts.
     */
    Workspace workspace(List<INDArray> features, Arena arena);

    @Override
    void close();

    /** Evaluates the loss of one batch. */
    interface Workspace {

        /**
         * Computes the loss and its gradients: adds that of the features, and sets those of the parameters: products of arrays of
         * the arena, which hold until it restarts.
         *
         * @param pairs           the rows that are compared.
         * @param featureGradient dL/df, shape (rows, d), receives the sum.
         * @return the loss.
         */
        double evaluate(Pairs pairs, INDArray featureGradient);

        /**
         * As {@link #evaluate}, after that, for other features of the block itself: what they are compared with as a constant stays what it was.
         *
         * @param pairs           the rows that are compared.
         * @param featureGradient dL/df, shape (rows, d), receives the sum.
         * @return the loss.
         */
        default double evaluateAgain(Pairs pairs, INDArray featureGradient) {
            return evaluate(pairs, featureGradient);
        }
    }
}
