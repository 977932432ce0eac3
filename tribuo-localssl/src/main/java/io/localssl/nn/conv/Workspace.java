package io.localssl.nn.conv;

import io.localssl.nn.Workers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/** What all convolutions of a stack compute in, one after the other, as large as the largest of them needs. It owns its memory. */
final class Workspace implements AutoCloseable {
    private final Workers workers;
    private final FloatMemory inputs;
    private final FloatMemory products;
    private final FloatMemory weights;
    private final Scratch[] scratch;
    private @Nullable Convolution lowered;

    /**
     * @param workers compute; owned by somebody else.
     * @param plans   all convolutions.
     */
    Workspace(Workers workers, List<ConvolutionPlan> plans) {
        this.workers = workers;
        inputs = new FloatMemory(plans.stream().mapToLong(ConvolutionPlan::inputFloats).max().orElseThrow());
        products = new FloatMemory(plans.stream().mapToLong(ConvolutionPlan::productFloats).max().orElseThrow());
        weights = new FloatMemory(plans.stream().mapToLong(ConvolutionPlan::weightFloats).max().orElseThrow());
        scratch = IntStream.range(0, workers.threads()).mapToObj(i -> new Scratch(plans)).toArray(Scratch[]::new);
    }

    Workers workers() {
        return workers;
    }

    /** What it takes off the heap. */
    long bytes() {
        return inputs.bytes() + products.bytes() + weights.bytes();
    }

    /** The arrays of a worker. */
    Scratch scratch(int worker) {
        return scratch[worker];
    }

    /** Whether the input planes hold those of all images as this convolution last read them. */
    boolean holds(Convolution convolution) {
        return lowered == convolution;
    }

    /** Says whose input planes are complete; null where those of nobody are, or what they were made of has changed. */
    void hold(@Nullable Convolution convolution) {
        lowered = convolution;
    }

    /** V: a row for each item, K columns. */
    Planes inputs(ConvolutionPlan plan) {
        return new Planes(inputs, plan.lowering().planes(), plan.inputItems(), plan.lowering().columns(plan.in()));
    }

    /** M or its gradient: a row for each item, a column for each output channel. */
    Planes products(ConvolutionPlan plan) {
        return new Planes(products, plan.lowering().planes(), plan.chunkItems(), plan.out());
    }

    /** U or its gradient: a row for each output channel of a panel, K columns. */
    Planes weights(ConvolutionPlan plan) {
        return new Planes(weights, plan.lowering().planes(), plan.panel(), plan.lowering().columns(plan.in()));
    }

    @Override
    public void close() {
        inputs.close();
        products.close();
        weights.close();
    }
}
