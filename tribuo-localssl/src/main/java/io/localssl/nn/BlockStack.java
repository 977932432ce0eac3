package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/**
 * The kernels of all blocks of an encoder for one number of rows, each reading what the one below wrote. It owns the kernels.
 *
 * @param images         the input, shape (rows, channels, height, width), filled and owned by the caller.
 * @param blocks         the kernels, from the pixels up.
 * @param workspaceBytes what they compute in off the heap, beside what they keep of a batch.
 * @param shared         frees what the kernels share; called after they are closed.
 */
public record BlockStack(INDArray images, List<BlockKernel> blocks, long workspaceBytes, Runnable shared) implements AutoCloseable {

    /** Runs all blocks. */
    public void forward() {
        blocks.forEach(BlockKernel::forward);
    }

    @Override
    public void close() {
        blocks.forEach(BlockKernel::close);
        shared.run();
    }
}
