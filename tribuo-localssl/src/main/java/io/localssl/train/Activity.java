package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.Retention;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;

/** The activations, losses and feature gradients of one batch size. It owns them. */
final class Activity implements AutoCloseable {
    private final BlockStack stack;
    private final List<BlockLoss.@Nullable Workspace> losses = new ArrayList<>();
    private final List<@Nullable INDArray> featureGradients = new ArrayList<>();
    private final Retention retention;
    private final int[] windowSizes;

    /**
     * @param stack       the kernels, owned by this object from now on.
     * @param retention   what the kernels keep.
     * @param losses      the loss of each block, null for a block without.
     * @param windowSizes the positions in a window of the average pool of each block.
     */
    Activity(BlockStack stack, Retention retention, List<@Nullable BlockLoss> losses, int[] windowSizes) {
        this.stack = stack;
        this.retention = retention;
        this.windowSizes = windowSizes;
        List<INDArray> features = stack.blocks().stream().map(BlockKernel::features).toList();
        for (int l = 0; l < losses.size(); l++) {
            BlockLoss loss = losses.get(l);
            this.losses.add(loss == null ? null : loss.workspace(features));
            featureGradients.add(loss == null ? null : Nd4j.create(features.get(l).dataType(), features.get(l).shape(), 'c'));
        }
    }

    /** What is kept of a block while those above it are computed. */
    Retention retention() {
        return retention;
    }

    /** @return the number of blocks. */
    int depth() {
        return losses.size();
    }

    /** Runs the lowest blocks, as many as are said. */
    void forward(int blocks) {
        stack.blocks().subList(0, blocks).forEach(BlockKernel::forward);
    }

    /**
     * @param block a block, from 0.
     * @return its arithmetic, with its activations.
     */
    BlockKernel kernel(int block) {
        return stack.blocks().get(block);
    }

    List<BlockKernel> kernels() {
        return stack.blocks();
    }

    /** The loss of a block that has one. */
    BlockLoss.Workspace loss(int block) {
        return require(losses.get(block), block);
    }

    /** dL/df of a block that has a loss; for its user to write. */
    INDArray featureGradient(int block) {
        return require(featureGradients.get(block), block);
    }

    /** Positions in a window of the average pool of a block. */
    int windowSize(int block) {
        return windowSizes[block];
    }

    /** Evaluates the loss of a block, writes the gradients of its matrices, and sets dL/dh of the block. */
    double evaluate(int block, Pairs pairs) {
        INDArray gradient = featureGradient(block).assign(0);
        double value = loss(block).evaluate(pairs, gradient);
        kernel(block).mapGradient(gradient);
        return value;
    }

    private static <T> T require(@Nullable T value, int block) {
        if (value == null) {
            throw new IllegalStateException("block " + block + " has no loss");
        }
        return value;
    }

    @Override
    public void close() {
        for (int l = 0; l < depth(); l++) {
            BlockLoss.Workspace loss = losses.get(l);
            INDArray gradient = featureGradients.get(l);
            if (loss != null && gradient != null) {
                loss.close();
                gradient.close();
            }
        }
        stack.close();
    }
}
