package io.localssl.bench;

import io.localssl.nn.Backend;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.function.Supplier;

/**
 * Another backend whose stacks pass through other hands as they are built.
 *
 * @param backend  builds.
 * @param wrapping receives what builds a stack, and returns the stack.
 */
record WrappedBackend(Backend backend, Wrapping wrapping) implements Backend {

    /** What is done about a stack. */
    @FunctionalInterface
    interface Wrapping {
        BlockStack wrap(EncoderSpec spec, Supplier<BlockStack> build);
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public boolean supports(DataType type) {
        return backend.supports(type);
    }

    @Override
    public int nativeThreads(int threads) {
        return backend.nativeThreads(threads);
    }

    @Override
    public BlockStack stack(EncoderSpec spec, EncoderParameters parameters, INDArray images, StackSettings settings, Workers workers) {
        return wrapping.wrap(spec, () -> backend.stack(spec, parameters, images, settings, workers));
    }
}
