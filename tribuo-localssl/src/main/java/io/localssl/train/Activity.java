package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Retention;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The activations of one batch size, and what its losses are computed in. It owns them. Where all blocks are kept, each has an arena for its loss, whose gradients
 * hold until the block is evaluated again; else all share one, and they hold until the next evaluation of any block.
 */
final class Activity implements AutoCloseable {
    private final BlockStack stack;
    private final List<INDArray> features;
    private final List<@Nullable BlockLoss> losses;
    private final List<Arena> arenas;
    private final List<Optional<Room>> rooms;
    private final Retention retention;
    private final int[] windowSizes;
    private final @Nullable DirectFeedback feedback;
    private final Arena told;

    /**
     * @param stack       the kernels, owned by this object from now on.
     * @param retention   what the kernels keep.
     * @param losses      the loss of each block, null for a block without.
     * @param windowSizes the positions in a window of the average pool of each block.
     * @param feedback    tells blocks the error of the top block, null where that is not done; owned by the caller.
     */
    Activity(BlockStack stack, Retention retention, List<@Nullable BlockLoss> losses, int[] windowSizes, @Nullable DirectFeedback feedback) {
        this.stack = stack;
        this.retention = retention;
        this.windowSizes = windowSizes;
        this.losses = losses;
        this.feedback = feedback;
        features = stack.blocks().stream().map(BlockKernel::features).toList();
        DataType type = features.get(0).dataType();
        arenas = Stream.generate(() -> new Arena(type)).limit(retention == Retention.ALL ? losses.size() : 1).toList();
        rooms(); // arrays that blocks share are now as long as the longest, and stay where they are
        rooms = rooms();
        told = new Arena(type);
    }

    /** Where the loss of a block is evaluated. */
    private record Room(INDArray featureGradient, BlockLoss.Workspace workspace) {
    }

    private List<Optional<Room>> rooms() {
        return IntStream.range(0, depth()).mapToObj(block -> Optional.ofNullable(losses.get(block)).map(loss -> {
            Arena arena = arenas.get(block % arenas.size());
            arena.restart();
            return new Room(arena.array(features.get(block).shape()), loss.workspace(features, arena));
        })).toList();
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

    /** @return the rows of the batch. */
    int rows() {
        return (int) features.get(0).size(0);
    }

    /** Positions in a window of the average pool of a block. */
    int windowSize(int block) {
        return windowSizes[block];
    }

    /**
     * The loss of a block as it was evaluated.
     *
     * @param value           the loss.
     * @param featureGradient dL/df, shape (rows, d).
     * @param workspace       what it was evaluated by.
     */
    record Evaluation(double value, INDArray featureGradient, BlockLoss.Workspace workspace) {

        /** The same loss for the features as they are now, with the contexts of then; it takes the place of this one. */
        Evaluation again(Pairs pairs) {
            OffHeap.clear(featureGradient);
            return new Evaluation(workspace.evaluateAgain(pairs, featureGradient), featureGradient, workspace);
        }
    }

    /** Evaluates the loss of a block that has one, and sets the gradients of its matrices. */
    Evaluation loss(int block, Pairs pairs) {
        Room room = rooms.get(block).orElseThrow(() -> new IllegalStateException("block " + block + " has no loss"));
        OffHeap.clear(room.featureGradient);
        return new Evaluation(room.workspace.evaluate(pairs, room.featureGradient), room.featureGradient, room.workspace);
    }

    /** Evaluates the loss of a block, sets the gradients of its matrices, and dL/dh of the block. */
    double evaluate(int block, Pairs pairs) {
        Evaluation evaluation = loss(block, pairs);
        kernel(block).mapGradient(evaluation.featureGradient());
        return evaluation.value();
    }

    /**
     * Sets dL/dh of a block below the top one to what direct feedback tells it.
     *
     * @param error dL/df of the top block.
     * @param block the block, from 0.
     */
    void sendDirectly(INDArray error, int block) {
        if (feedback == null) {
            throw new IllegalStateException("this credit assignment has no direct feedback");
        }
        told.restart();
        INDArray gradient = told.array(features.get(block).shape());
        feedback.send(error, block, gradient);
        kernel(block).mapGradient(gradient);
    }

    @Override
    public void close() {
        told.close();
        arenas.forEach(Arena::close);
        stack.close();
    }
}
