package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;

import java.util.stream.IntStream;

/** The credit-assignment axis: which blocks have a loss, and how the losses become gradients of the parameters. */
public interface Credit {
    /** Every block by its own loss alone, all at the same time. */
    Credit LOCAL = new LocalCredit();
    /** Block by block, from the pixels up, each for its share of the epochs, by its own loss; the blocks below are frozen. */
    Credit GREEDY = new GreedyCredit(0);
    /** One loss at the top, its gradient back through all blocks. */
    Credit BACK_PROPAGATION = new BackPropagation();
    /** Only the feedback matrices learn: to make the local gradient match the back-propagated one. */
    Credit TRAINED_FEEDBACK = new FeedbackRegression();
    /** One loss at the top, its error to every block through a fixed random matrix. */
    Credit DIRECT_FEEDBACK_ALIGNMENT = new DirectFeedbackAlignment();

    /** @return whether gradients cross block boundaries. */
    GradientFlow flow();

    /**
     * The blocks that have a loss.
     *
     * @param depth the number of blocks.
     * @return blocks, from 0, in rising order.
     */
    default int[] lossBlocks(int depth) {
        return IntStream.range(0, depth).toArray();
    }

    /**
     * The blocks whose losses {@link #assign} returns.
     *
     * @param depth the number of blocks.
     * @return blocks, from 0, in rising order.
     */
    default int[] reportedBlocks(int depth) {
        return lossBlocks(depth);
    }

    /**
     * How credit is assigned in an epoch.
     *
     * @param epoch  the epoch, from 1.
     * @param epochs the number of epochs.
     * @param depth  the number of blocks.
     * @return this, unless training proceeds in stages.
     */
    default Credit inEpoch(int epoch, int epochs, int depth) {
        return this;
    }

    /**
     * What must be kept of a block while those above it are computed.
     *
     * @param objective   the objective.
     * @param depth       the number of blocks.
     * @param activations what shall be done where more than one block is needed again.
     * @return as little as this credit assignment can work with; the same in all epochs.
     */
    default Retention retention(Objective objective, int depth, Activations activations) {
        return Retention.ALL;
    }

    /** @return whether fixed random matrices tell the blocks below the top one its error, see {@link Learner#feedback}. */
    default boolean hasDirectFeedback() {
        return false;
    }

    /**
     * Runs the encoder forward and writes the gradients of everything that learns.
     *
     * @param activity the batch.
     * @param pairs    the rows that are compared.
     * @param listener follows.
     * @return the losses of the {@link #reportedBlocks}.
     */
    double[] assign(Activity activity, Pairs pairs, BlockListener listener);

    /**
     * @param block a block, from 0.
     * @param depth the number of blocks.
     * @return whether its weights and biases learn.
     */
    boolean learnsEncoder(int block, int depth);

    /**
     * @param block a block that has a loss, from 0.
     * @param depth the number of blocks.
     * @return whether the matrices of its loss learn.
     */
    boolean learnsLoss(int block, int depth);

    /**
     * Checks that this credit assignment can work with an objective and a length of training.
     *
     * @param objective the objective.
     * @param epochs    the number of epochs.
     * @param depth     the number of blocks.
     * @throws RuleException if it cannot; it says which setting and why.
     */
    default void requireFits(Objective objective, int epochs, int depth) {
    }

    /**
     * Checks that this credit assignment can work with an encoder.
     *
     * @param spec the encoder.
     * @throws RuleException if it cannot; it says which setting and why.
     */
    default void requireFits(EncoderSpec spec) {
    }
}
