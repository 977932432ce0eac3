package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;

/** Blocks with a local loss each: what is trained. It lives as long as the process. */
final class LocalNet {

    private final LearningRule rule;
    private final List<LocalBlock> blocks = new ArrayList<>();
    private final List<HingeLoss> ownLosses = new ArrayList<>();
    private final List<HingeLoss> topLosses = new ArrayList<>();

    /**
     * Draws PyTorch's default initial values, U(-b,b) with b = 1/sqrt(values read).
     *
     * @param layout the memory format of the weights of convolutions.
     */
    LocalNet(List<BlockShape> shapes, LearningRule rule, torch.MemoryFormat layout) {
        this.rule = rule;
        int top = shapes.get(shapes.size() - 1).features();
        for (BlockShape shape : shapes) {
            int read = 9 * shape.inChannels();
            blocks.add(new LocalBlock(shape, parameter(read, layout, shape.outChannels(), shape.inChannels(), 3, 3),
                parameter(read, torch.MemoryFormat.Contiguous, shape.outChannels())));
            if (rule.ownContext()) {
                ownLosses.add(new HingeLoss(parameter(shape.features(), torch.MemoryFormat.Contiguous, shape.features(), shape.features())));
            }
            if (rule.topContext()) {
                topLosses.add(new HingeLoss(parameter(top, torch.MemoryFormat.Contiguous, shape.features(), top)));
            }
        }
    }

    private static Tensor parameter(int read, torch.MemoryFormat layout, long... shape) {
        double bound = 1 / Math.sqrt(read);
        try (Tensor values = torch.empty(shape); GeneratorOptional global = new GeneratorOptional()) {
            values.uniform_(-bound, bound, global);
            Tensor parameter = values.contiguous(layout);
            parameter.set_requires_grad(true);
            return parameter;
        }
    }

    /**
     * The loss of each block, scalars that live as long as the given scope.
     *
     * @param input (2n, channels, side, side), rows of view 1, then those of view 2.
     */
    List<Tensor> losses(Tensor input, PointerScope scope) {
        try (PointerScope temporaries = new PointerScope()) {
            List<Tensor> features = new ArrayList<>();
            Tensor map = input;
            for (LocalBlock block : blocks) {
                map = block.map(map, temporaries);
                features.add(block.features(map, temporaries));
            }
            Tensor top = features.get(features.size() - 1);
            List<Tensor> losses = new ArrayList<>();
            for (int block = 0; block < blocks.size(); block++) {
                losses.add(loss(block, features.get(block), top, scope));
            }
            return losses;
        }
    }

    private Tensor loss(int block, Tensor features, Tensor top, PointerScope scope) {
        return switch (rule) {
            case POOLED, SPATIAL -> ownLosses.get(block).of(features, features, scope);
            case DFB -> topLosses.get(block).of(features, top, scope);
            case BOTH -> {
                Tensor sum = topLosses.get(block).of(features, top, scope).add(ownLosses.get(block).of(features, features, scope));
                scope.attach(sum);
                yield sum;
            }
        };
    }

    /** All that learns: weight and bias of each block, then the matrices. */
    TensorVector parameters() {
        TensorVector parameters = new TensorVector();
        blocks.forEach(block -> parameters.push_back(block.weight()).push_back(block.bias()));
        topLosses.forEach(loss -> parameters.push_back(loss.matrix()));
        ownLosses.forEach(loss -> parameters.push_back(loss.matrix()));
        return parameters;
    }
}
