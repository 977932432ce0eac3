package io.localssl.nn.conv;

import io.localssl.nn.Backend;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.MatrixProduct;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/**
 * Blocks as matrix products, computed by oneDNN, or by OpenBLAS where that does not load, on ND4J's memory. How each convolution becomes products depends on
 * the sizes alone, or is given.
 */
public final class ConvBackend implements Backend {
    private final @Nullable List<ConvolutionMethod> methods;

    /** Convolutions by the rule of {@link ConvolutionMethod#of(EncoderSpec)}. */
    public ConvBackend() {
        methods = null;
    }

    /**
     * Convolutions as they are given.
     *
     * @param methods one for each convolution.
     */
    public ConvBackend(List<ConvolutionMethod> methods) {
        this.methods = List.copyOf(methods);
    }

    @Override
    public String name() {
        return MatrixProduct.library();
    }

    @Override
    public boolean supports(DataType type) {
        return type == DataType.FLOAT;
    }

    @Override
    public int nativeThreads(int threads) {
        return 1;
    }

    @Override
    public BlockStack stack(EncoderSpec spec, EncoderParameters parameters, INDArray images, StackSettings settings, Workers workers) {
        List<ConvolutionMethod> each = methods == null ? ConvolutionMethod.of(spec) : methods;
        ConvolutionMethod.requireFit(each, spec);
        return new ConvStack(spec, settings, (int) images.size(0), workers).build(parameters, images, each);
    }
}
