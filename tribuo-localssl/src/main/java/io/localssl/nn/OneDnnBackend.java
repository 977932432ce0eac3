package io.localssl.nn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks computed by oneDNN's primitives on the memory of ND4J's arrays, with Winograd convolutions where oneDNN has them for the shape. Which algorithm
 * runs depends on the shapes alone, so the same seed gives the same bits.
 *
 * @see <a href="https://oneapi-src.github.io/oneDNN/v2.5/">oneDNN 2.5</a>
 */
public final class OneDnnBackend implements Backend {

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public boolean supports(DataType type) {
        return type == DataType.FLOAT;
    }

    @Override
    public BlockStack stack(EncoderSpec spec, EncoderParameters parameters, int rows, FeaturePooling pooling, GradientFlow flow) {
        long[] shape = {rows, spec.image().channels(), spec.image().height(), spec.image().width()};
        INDArray images = Nd4j.create(DataType.FLOAT, shape, 'c');
        engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
        stream stream = new stream(engine);
        OneDnnProgram inputs = new OneDnnProgram(engine, stream);
        memory input = inputs.over(images, shape);
        List<BlockKernel> kernels = new ArrayList<>();
        OneDnnBlock below = null;
        for (int l = 0; l < spec.depth(); l++) {
            OneDnnBlock kernel = new OneDnnBlock(engine, stream, spec.blocks().get(l), parameters.blocks().get(l), rows, input,
                    pooling.window(spec, l), flow, below);
            kernels.add(kernel);
            input = kernel.map();
            below = kernel;
        }
        return new BlockStack(images, kernels, () -> {
            inputs.close();
            stream.close();
            engine.close();
        });
    }
}
