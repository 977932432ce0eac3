package io.localssl.bench;

import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.stream.IntStream;

/** Another backend whose kernels say when they are done. */
record MeasuredBackend(Backend backend, PartClock clock) implements Backend {

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
        BlockStack stack = backend.stack(spec, parameters, images, settings, workers);
        List<BlockKernel> kernels = IntStream.range(0, spec.depth()).<BlockKernel>mapToObj(l ->
                new MeasuredKernel(stack.blocks().get(l), Arithmetic.convolution(spec.blocks().get(l), images.size(0) * spec.patchCount()), l == 0, clock)).toList();
        return new BlockStack(stack.images(), kernels, stack.shared());
    }
}
