package io.localssl.nn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.Objects;

import static org.bytedeco.dnnl.global.dnnl.algorithm;

/**
 * A block by oneDNN primitives. Maps and their gradients stay in oneDNN's own layout from block to block; weights, features and their gradients are ND4J
 * arrays. ReLU is fused into the convolution.
 */
final class OneDnnBlock implements BlockKernel {
    private static final long[] TWO = {2, 2};

    private final OneDnnProgram forward;
    private final OneDnnProgram copyOut;
    private final OneDnnProgram spread;
    private final OneDnnProgram rectify;
    private final OneDnnProgram toWeights;
    private final OneDnnProgram toInput;
    private final OneDnnProgram gather;
    private final OneDnnProgram measure;
    private final List<OneDnnProgram> programs;
    private final GradientFlow flow;
    private final @Nullable OneDnnBlock below;
    private final INDArray features;
    private final INDArray featureGradient;
    private final @Nullable INDArray pooledMapGradient;
    private final INDArray activation;
    private final memory map;
    private final memory mapGradient;
    private boolean rectified = false;

    OneDnnBlock(engine engine, stream stream, EncoderSpec.Block block, EncoderParameters.Block parameters, int rows, memory input,
            int[] pooling, GradientFlow flow, @Nullable OneDnnBlock below) {
        this.flow = flow;
        this.below = below;
        forward = new OneDnnProgram(engine, stream);
        copyOut = new OneDnnProgram(engine, stream);
        spread = new OneDnnProgram(engine, stream);
        rectify = new OneDnnProgram(engine, stream);
        toWeights = new OneDnnProgram(engine, stream);
        toInput = new OneDnnProgram(engine, stream);
        gather = new OneDnnProgram(engine, stream);
        measure = new OneDnnProgram(engine, stream);
        programs = List.of(measure, gather, toInput, toWeights, rectify, spread, copyOut, forward);
        int out = block.outChannels();
        long[] mapShape = {rows, out, block.mapHeight(), block.mapWidth()};
        long[] window = {pooling[0], pooling[1]};
        long[] gridShape = {rows, out, block.mapHeight() / window[0], block.mapWidth() / window[1]};
        features = Nd4j.create(DataType.FLOAT, new long[]{rows, gridShape[1] * gridShape[2] * gridShape[3]}, 'c');
        featureGradient = Nd4j.create(DataType.FLOAT, features.shape(), 'c');
        activation = Nd4j.create(DataType.FLOAT, mapShape, 'c');

        OneDnnConvolution convolution = new OneDnnConvolution(engine, block, parameters, rows);
        memory convolved = convolution.forward(forward, input);
        OneDnnPooling maxPool = block.maxPool() ? new OneDnnPooling(engine, algorithm.pooling_max, convolved.get_desc(), mapShape, TWO) : null;
        map = maxPool == null ? convolved : maxPool.forward(forward, convolved);
        OneDnnPooling average = new OneDnnPooling(engine, algorithm.pooling_avg_exclude_padding, map.get_desc(), gridShape, window);
        forward.convert(average.forward(forward, map), forward.over(features, gridShape));
        copyOut.convert(map, copyOut.over(activation, mapShape));

        mapGradient = average.backward(spread, spread.over(featureGradient, gridShape));
        memory gradient = maxPool == null ? mapGradient : maxPool.backward(rectify, mapGradient);
        // dL/dh must stay readable where it can be asked for; without a max-pool between them the ReLU would overwrite it
        memory convolvedGradient = flow == GradientFlow.THROUGH && maxPool == null ? rectify.allocate(convolved.get_desc()) : gradient;
        convolution.rectify(rectify, convolved, gradient, convolvedGradient);
        convolution.weightGradient(toWeights, input, convolvedGradient);
        if (flow == GradientFlow.LOCAL) {
            pooledMapGradient = null;
            return;
        }
        pooledMapGradient = Nd4j.create(DataType.FLOAT, features.shape(), 'c');
        gather.convert(average.forward(gather, mapGradient), gather.over(pooledMapGradient, gridShape));
        measure.convert(mapGradient, measure.over(activation, mapShape));
        if (below != null) {
            convolution.inputGradient(toInput, convolvedGradient, below.mapGradient);
        }
    }

    /** h, the input of the next block. */
    memory map() {
        return map;
    }

    @Override
    public void forward() {
        forward.run();
    }

    @Override
    public INDArray features() {
        return features;
    }

    @Override
    public void mapGradient(INDArray gradient) {
        featureGradient.assign(gradient);
        spread.run();
        rectified = false;
    }

    @Override
    public void weightGradient() {
        rectify();
        toWeights.run();
    }

    @Override
    public void inputGradient() {
        flow.requireThrough();
        if (below != null) {
            rectify();
            toInput.run();
            below.rectified = false;
        }
    }

    /** Takes dL/dh back through max-pool and ReLU, once for each gradient that arrives. */
    private void rectify() {
        if (!rectified) {
            rectify.run();
            rectified = true;
        }
    }

    @Override
    public INDArray pooledMapGradient() {
        flow.requireThrough();
        gather.run();
        return Objects.requireNonNull(pooledMapGradient);
    }

    @Override
    public double mapGradientSquare() {
        flow.requireThrough();
        measure.run();
        double norm = activation.norm2Number().doubleValue();
        return norm * norm;
    }

    @Override
    public INDArray activation() {
        copyOut.run();
        return activation.dup('c');
    }

    @Override
    public void close() {
        programs.forEach(OneDnnProgram::close);
        features.close();
        featureGradient.close();
        activation.close();
        if (pooledMapGradient != null) {
            pooledMapGradient.close();
        }
    }
}
