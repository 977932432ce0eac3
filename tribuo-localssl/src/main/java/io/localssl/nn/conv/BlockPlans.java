package io.localssl.nn.conv;

import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvolutionShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The plans of all convolutions of an encoder, and of those that take gradients back where somebody asks for them. */
final class BlockPlans {
    private final List<List<ConvolutionPlan>> forward = new ArrayList<>();
    private final List<List<@Nullable ConvolutionPlan>> back = new ArrayList<>();

    /**
     * @param methods one for each convolution.
     * @param rows    rows of the batch.
     * @param through whether the gradients of the inputs of all blocks but the lowest are asked for.
     */
    BlockPlans(EncoderSpec spec, List<ConvolutionMethod> methods, int rows, boolean through) {
        int next = 0;
        for (BlockShape block : spec.blocks()) {
            List<ConvolutionPlan> plans = new ArrayList<>();
            List<@Nullable ConvolutionPlan> backPlans = new ArrayList<>();
            boolean asked = through && !forward.isEmpty();
            for (ConvolutionShape shape : block.convolutions()) {
                ConvolutionMethod method = methods.get(next++);
                boolean second = block.residual() != null && plans.size() == 1; // its input is inside the block
                plans.add(ConvolutionPlan.of(method, shape, rows));
                backPlans.add(asked || second ? ConvolutionPlan.of(method, ConvolutionLayer.back(shape), rows) : null);
            }
            forward.add(plans);
            back.add(backPlans);
        }
    }

    ConvolutionPlan forward(int block, int convolution) {
        return forward.get(block).get(convolution);
    }

    /** Null where the gradient of its input is not asked for. */
    @Nullable ConvolutionPlan back(int block, int convolution) {
        return back.get(block).get(convolution);
    }

    List<ConvolutionPlan> all() {
        List<ConvolutionPlan> all = new ArrayList<>();
        forward.forEach(all::addAll);
        for (List<@Nullable ConvolutionPlan> plans : back) {
            for (ConvolutionPlan plan : plans) {
                if (plan != null) {
                    all.add(plan);
                }
            }
        }
        return all;
    }
}
