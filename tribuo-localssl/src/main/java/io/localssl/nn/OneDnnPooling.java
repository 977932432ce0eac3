package io.localssl.nn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.algorithm;
import static org.bytedeco.dnnl.global.dnnl.prop_kind;

/** Max or average pooling without padding; borders that do not fill a window are dropped. */
final class OneDnnPooling {
    private static final long[] NO_PADDING = {0, 0};

    private final engine engine;
    private final algorithm kind;
    private final memory.desc inputLayout;
    private final memory.desc outputDescription;
    private final long[] window;
    private final pooling_forward.primitive_desc primitive;
    private @Nullable memory workspace;

    OneDnnPooling(engine engine, algorithm kind, memory.desc inputLayout, long[] outputShape, long[] window) {
        this.engine = engine;
        this.kind = kind;
        this.inputLayout = inputLayout;
        this.window = window;
        outputDescription = OneDnnProgram.any(outputShape);
        primitive = new pooling_forward.primitive_desc(new pooling_forward.desc(prop_kind.forward_training, kind, inputLayout,
                outputDescription, window, window, NO_PADDING, NO_PADDING), engine);
    }

    /** Adds the pooling of a map; a max-pool remembers where the largest values stood. */
    memory forward(OneDnnProgram program, memory input) {
        memory output = program.allocate(primitive.dst_desc());
        IntMemoryMap arguments = new IntMemoryMap().put(DNNL_ARG_SRC, input).put(DNNL_ARG_DST, output);
        if (kind == algorithm.pooling_max) {
            workspace = program.allocate(primitive.workspace_desc());
            arguments.put(DNNL_ARG_WORKSPACE, workspace);
        }
        program.add(new pooling_forward(primitive), arguments);
        return output;
    }

    /** Adds the way back: from the gradient of what {@link #forward} returned to that of its input, in the layout of the input. */
    memory backward(OneDnnProgram program, memory outputGradient) {
        pooling_backward.primitive_desc gradient = new pooling_backward.primitive_desc(new pooling_backward.desc(kind, inputLayout,
                outputDescription, window, window, NO_PADDING, NO_PADDING), engine, primitive);
        memory inputGradient = program.allocate(inputLayout);
        IntMemoryMap arguments = new IntMemoryMap().put(DNNL_ARG_DIFF_DST, program.inLayout(outputGradient, gradient.diff_dst_desc()))
                .put(DNNL_ARG_DIFF_SRC, inputGradient);
        if (workspace != null) {
            arguments.put(DNNL_ARG_WORKSPACE, workspace);
        }
        program.add(new pooling_backward(gradient), arguments);
        return inputGradient;
    }
}
