package io.localssl.bench;

import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Another kernel, which says when it is done.
 *
 * @param kernel      computes.
 * @param convolution the operations of its convolution.
 * @param lowest      whether there is no block below, which a gradient could go to.
 * @param clock       is told.
 */
record MeasuredKernel(BlockKernel kernel, double convolution, boolean lowest, PartClock clock) implements BlockKernel {

    /** Another backend whose kernels say when they are done. */
    static Backend backend(Backend backend, PartClock clock) {
        return new WrappedBackend(backend, (spec, build) -> {
            BlockStack stack = build.get();
            long rows = stack.images().size(0) * spec.patchCount();
            List<BlockKernel> kernels = IntStream.range(0, spec.depth()).<BlockKernel>mapToObj(l ->
                    new MeasuredKernel(stack.blocks().get(l), Arithmetic.convolution(spec.blocks().get(l), rows), l == 0, clock)).toList();
            return new BlockStack(stack.images(), kernels, stack.workspaceBytes(), stack.shared());
        });
    }

    @Override
    public void forward() {
        kernel.forward();
        clock.end(Part.FORWARD, convolution, 0);
    }

    @Override
    public INDArray features() {
        return kernel.features();
    }

    @Override
    public void mapGradient(INDArray featureGradient) {
        kernel.mapGradient(featureGradient);
    }

    @Override
    public void weightGradient() {
        kernel.weightGradient();
        clock.end(Part.WEIGHT_GRADIENT, convolution, 0);
    }

    @Override
    public void inputGradient() {
        kernel.inputGradient();
        clock.end(Part.INPUT_GRADIENT, lowest ? 0 : convolution, 0);
    }

    @Override
    public INDArray pooledMapGradient() {
        return kernel.pooledMapGradient();
    }

    @Override
    public double mapGradientSquare() {
        return kernel.mapGradientSquare();
    }

    @Override
    public void predict() {
        kernel.predict();
        clock.end(Part.FORWARD, convolution, 0);
    }

    @Override
    public void relax(double precision, double rate) {
        kernel.relax(precision, rate);
        clock.end(Part.LOSS, 0, 0);
    }

    @Override
    public INDArray activation() {
        return kernel.activation();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
