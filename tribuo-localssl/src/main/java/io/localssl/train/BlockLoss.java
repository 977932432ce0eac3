package io.localssl.train;

import io.localssl.loss.Pairs;
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
     * The arrays that a batch needs.
     *
     * @param features f of all blocks, shape (rows, d) each; owned by their kernels.
     * @return the workspace; the caller closes it.
     */
    Workspace workspace(List<INDArray> features);

    @Override
    void close();

    /** Evaluates the loss for one batch size. */
    interface Workspace extends AutoCloseable {

        /**
         * Computes the loss and its gradients: adds that of the features, and sets those of the parameters: products of arrays of
         * this workspace, which hold until its next evaluation.
         *
         * @param pairs           the rows that are compared.
         * @param featureGradient dL/df, shape (rows, d), receives the sum.
         * @return the loss.
         */
        double evaluate(Pairs pairs, INDArray featureGradient);

        @Override
        void close();
    }
}
