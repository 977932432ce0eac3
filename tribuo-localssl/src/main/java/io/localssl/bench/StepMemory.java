package io.localssl.bench;

import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderSpec;
import io.localssl.train.Activations;
import io.localssl.train.Footprint;
import io.localssl.train.Learner;
import io.localssl.train.Rule;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.SplittableRandom;

/**
 * What training takes off the heap, in units of 2^20 bytes.
 *
 * @param peakMb        the most that lives at once beside the parameters: activations, views, and what a step is computed in.
 * @param activationsMb what is kept of a batch: maps, what lies between them inside blocks, features, and the gradients of maps; not what convolutions and losses
 *                      compute in.
 * @param parametersMb  weights and matrices of the losses, with gradients and the moments of AdamW.
 */
public record StepMemory(double peakMb, double activationsMb, double parametersMb) {
    private static final int STEPS = 2;

    /** Takes steps with a new learner and looks at its memory whenever a loss is told and at the end of each step, when nothing that lasts is missing. */
    static StepMemory measure(EncoderSpec spec, Rule rule, Backend backend, int batch, int threads) {
        AdamW optimiser = new AdamW(0);
        LiveArrays arrays = new LiveArrays();
        long[] peak = new long[1];
        long[] activations = new long[1];
        Backend weighed = new WrappedBackend(backend, (built, build) -> {
            LiveArrays stackArrays = new LiveArrays();
            BlockStack stack = build.get();
            activations[0] += stackArrays.bytes() - stack.workspaceBytes();
            return stack;
        });
        try (Learner learner = new Learner(spec, rule, weighed, DataType.FLOAT, Activations.KEEP, threads, new SplittableRandom(1))) {
            learner.input(batch);
            for (int step = 0; step < STEPS; step++) {
                learner.step(batch, learner.pairs(batch, new SplittableRandom(2)), optimiser, 0, (block, loss) -> look(arrays, peak));
                look(arrays, peak);
            }
        }
        long parameters = Footprint.of(spec, rule, optimiser, Activations.KEEP, batch).parameterBytes();
        return new StepMemory(megabytes(peak[0] - parameters), megabytes(activations[0]), megabytes(parameters));
    }

    private static double megabytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static void look(LiveArrays arrays, long[] peak) {
        peak[0] = Math.max(peak[0], arrays.bytes());
    }
}
