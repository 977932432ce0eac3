package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.List;

/** Blocks computed by ND4J's own operations. It runs wherever ND4J runs, in float and in double, and is what other backends are checked against. */
public final class Nd4jBackend implements Backend {

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public boolean supports(DataType type) {
        return type == DataType.FLOAT || type == DataType.DOUBLE;
    }

    @Override
    public int nativeThreads(int threads) {
        return threads;
    }

    /** It keeps everything, whatever the settings allow it to forget, and ND4J's own threads compute. */
    @Override
    public BlockStack stack(EncoderSpec spec, EncoderParameters parameters, INDArray images, StackSettings settings, Workers workers) {
        List<Nd4jBlock> kernels = new ArrayList<>();
        Nd4jPatches patches = spec.patches() == null ? null : new Nd4jPatches(spec.patches(), images);
        INDArray input = patches == null ? images : patches.output();
        Nd4jBlock below = null;
        for (int l = 0; l < spec.depth(); l++) {
            Nd4jBlock kernel = new Nd4jBlock(spec.blocks().get(l), parameters.blocks().get(l), input, settings.pooling(), settings.pooling().window(spec, l),
                    settings.paired().contains(l), settings.flow(), below, l == 0 ? patches : null);
            kernels.add(kernel);
            input = kernel.activity();
            below = kernel;
        }
        return new BlockStack(images, List.copyOf(kernels), kernels.stream().mapToLong(Nd4jBlock::workspaceBytes).sum(), () -> { });
    }
}
