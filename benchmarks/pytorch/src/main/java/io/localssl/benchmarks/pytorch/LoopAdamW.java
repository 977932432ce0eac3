package io.localssl.benchmarks.pytorch;

import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.TensorVector;

/** {@code torch::optim::AdamW}: a chain of whole-tensor operations for one parameter after the other, PyTorch's default on a CPU. */
final class LoopAdamW implements Optimiser {

    private final AdamW adamW;

    LoopAdamW(TensorVector parameters) {
        // betas and epsilon are its defaults; the binding hands the betas out in the order of a C++ tuple in memory, not in theirs
        AdamWOptions options = new AdamWOptions(RATE);
        options.weight_decay().put(0.0);
        adamW = new AdamW(parameters, options);
    }

    @Override
    public void zeroGrad() {
        adamW.zero_grad();
    }

    @Override
    public void step() {
        adamW.step().close();
    }
}
