package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The hinge loss of CLAPP++ with its matrix B: with features f of 2n rows, [view 1; view 2], positives z = [f of view 2; f of view 1], contexts c (constants), and negatives the next row of z,
 * <pre>mean over rows i of max(0, 1 - z_i . B c_i) + max(0, 1 + z_(i+1) . B c_i)</pre>
 */
final class HingeLoss {

    private final Tensor matrix;

    /** @param matrix B, (length of a feature row, length of a context row), a leaf that requires a gradient. */
    HingeLoss(Tensor matrix) {
        this.matrix = matrix;
    }

    /** The loss, a scalar. It lives as long as the given scope. */
    Tensor of(Tensor features, Tensor context, PointerScope scope) {
        try (PointerScope temporaries = new PointerScope()) {
            Scalar one = new Scalar(1);
            Tensor positives = features.roll(new long[] {features.size(0) / 2}, 0);
            Tensor negatives = positives.roll(new long[] {-1}, 0);
            Tensor predictions = torch.linear(context.detach(), matrix);
            Tensor attracted = torch.rsub(positives.mul(predictions).sum(1), one).relu();
            Tensor repelled = negatives.mul(predictions).sum(1).add(one).relu();
            Tensor loss = attracted.add(repelled).mean();
            scope.attach(loss);
            return loss;
        }
    }

    Tensor matrix() {
        return matrix;
    }
}
