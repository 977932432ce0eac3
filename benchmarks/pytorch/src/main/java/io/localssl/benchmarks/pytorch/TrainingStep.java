package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import java.util.List;

/** One step of training: losses of all blocks, their sum, its gradients, one update of all parameters. */
final class TrainingStep {

    /**
     * What a step took, in nanoseconds of wall-clock time, and the losses before its update.
     *
     * @param forward   all blocks and losses.
     * @param backward  dropping the old gradients and computing the new ones.
     * @param optimiser the update.
     * @param whole     all of it.
     * @param losses    one of each block.
     */
    record Result(long forward, long backward, long optimiser, long whole, List<Float> losses) {
    }

    private final LocalNet net;
    private final Optimiser optimiser;

    TrainingStep(LocalNet net, Optimiser optimiser) {
        this.net = net;
        this.optimiser = optimiser;
    }

    /** @param input (2n, channels, side, side), rows of view 1, then those of view 2. */
    Result run(Tensor input) {
        long start = System.nanoTime();
        long forward;
        List<Float> values;
        try (PointerScope graph = new PointerScope()) {
            List<Tensor> losses = net.losses(input, graph);
            Tensor total = losses.stream().reduce(Tensor::add).orElseThrow();
            values = losses.stream().map(Tensor::item_float).toList();
            forward = System.nanoTime();
            optimiser.zeroGrad();
            total.backward();
        }
        long backward = System.nanoTime();
        optimiser.step();
        long end = System.nanoTime();
        return new Result(forward - start, backward - forward, end - backward, end - start, values);
    }
}
