package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Convolution 3x3, ReLU, optional max-pool, as PyTorch modules in a row would compute them; gradients end at the block's input. */
final class LocalBlock {

    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final long[] NO_PADDING = {0, 0};

    private final BlockShape shape;
    private final Tensor weight;
    private final Tensor bias;

    /**
     * @param weight (out, in, 3, 3), a leaf that requires a gradient.
     * @param bias   (out), likewise.
     */
    LocalBlock(BlockShape shape, Tensor weight, Tensor bias) {
        this.shape = shape;
        this.weight = weight;
        this.bias = bias;
    }

    /** The map of (n, in, side, side), through which gradients reach this block's weights only. It lives as long as the given scope. */
    Tensor map(Tensor input, PointerScope scope) {
        try (PointerScope temporaries = new PointerScope()) {
            Tensor convolved = torch.conv2d(input.detach(), weight, new TensorOptional(bias), ONE, ONE, ONE, 1);
            Tensor activated = torch.relu(convolved);
            convolved.close();    // as in Python, where nothing refers to it any more
            Tensor map = shape.maxPool() ? torch.max_pool2d(activated, TWO, TWO, NO_PADDING, ONE, false) : activated;
            scope.attach(map);
            return map;
        }
    }

    /** What the loss reads of a map: (n, features), average-pooled and flattened in (channel, row, column) order. It lives as long as the given scope. */
    Tensor features(Tensor map, PointerScope scope) {
        try (PointerScope temporaries = new PointerScope()) {
            Tensor features = torch.avg_pool2d(map, shape.lossKernel(), shape.lossKernel()).flatten(1, -1);
            scope.attach(features);
            return features;
        }
    }

    Tensor weight() {
        return weight;
    }

    Tensor bias() {
        return bias;
    }
}
