package io.localssl.nn;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static org.nd4j.linalg.indexing.NDArrayIndex.point;

/**
 * A block by ND4J operations, all maps in NCHW order. The weight gradient is the sum over rows n of dy_n * im2col(x_n)^T, the input gradient of row n is
 * col2im(W^T * dy_n): ND4J's own convolution gradient would always compute both.
 */
final class Nd4jBlock implements BlockKernel {
    private final EncoderParameters.Block parameters;
    private final GradientFlow flow;
    private final @Nullable Nd4jBlock below;
    private final INDArray convolved;
    private final INDArray map;
    private final INDArray activity;
    private final @Nullable INDArray error;
    private final INDArray pooled;
    private final INDArray features;
    private final INDArray convolvedGradient;
    private final INDArray mapGradient;
    private final @Nullable INDArray pooledMapGradient;
    private final INDArray columns;
    private final INDArray columnMatrix;
    private final INDArray weightMatrix;
    private final INDArray weightGradientMatrix;
    private final List<INDArray> gradientRows = new ArrayList<>();
    private final List<DynamicCustomOp> predict = new ArrayList<>();
    private final DynamicCustomOp pool;
    private final List<DynamicCustomOp> im2col = new ArrayList<>();
    private final List<DynamicCustomOp> col2im = new ArrayList<>();
    private final boolean maxPool;
    private final int[] window;
    private final int[] biasReduction = {0, 2, 3};
    private boolean rectified = false;

    Nd4jBlock(EncoderSpec.Block block, EncoderParameters.Block parameters, INDArray input, int[] window, GradientFlow flow,
            @Nullable Nd4jBlock below) {
        this.parameters = parameters;
        this.flow = flow;
        this.below = below;
        this.maxPool = block.maxPool();
        DataType type = input.dataType();
        long rows = input.size(0);
        int in = block.inChannels();
        int out = block.outChannels();
        int height = block.height();
        int width = block.width();
        this.window = window;
        convolved = Nd4j.create(type, new long[]{rows, out, height, width}, 'c');
        convolvedGradient = Nd4j.create(type, new long[]{rows, out, height, width}, 'c');
        map = maxPool ? Nd4j.create(type, new long[]{rows, out, block.mapHeight(), block.mapWidth()}, 'c') : convolved;
        activity = flow == GradientFlow.RELAXED ? Nd4j.create(type, map.shape(), 'c') : map;
        error = flow == GradientFlow.RELAXED ? Nd4j.create(type, map.shape(), 'c') : null;
        // dL/dh must stay readable where it can be asked for; without a max-pool between them the ReLU would overwrite it
        mapGradient = maxPool || flow.crossesBlocks() ? Nd4j.create(type, map.shape(), 'c') : convolvedGradient;
        pooled = Nd4j.create(type, new long[]{rows, out, block.mapHeight() / window[0], block.mapWidth() / window[1]}, 'c');
        features = pooled.reshape('c', rows, pooled.length() / rows);
        pooledMapGradient = flow.crossesBlocks() ? Nd4j.create(type, pooled.shape(), 'c') : null;
        columns = Nd4j.create(type, new long[]{1, in, 3, 3, height, width}, 'c');
        columnMatrix = columns.reshape('c', in * 9L, (long) height * width);
        weightMatrix = parameters.weight().value().reshape('c', out, in * 9L);
        weightGradientMatrix = parameters.weight().gradient().reshape('c', out, in * 9L);
        pool = pool("avgpool2d", window[0], window[1]).addInputs(activity).addOutputs(pooled).build();
        prepare(input, out, height, width);
    }

    private void prepare(INDArray input, int out, int height, int width) {
        predict.add(DynamicCustomOp.builder("conv2d")
                .addInputs(input, parameters.weight().value(), parameters.bias().value()).addOutputs(convolved)
                .addIntegerArguments(3, 3, 1, 1, 1, 1, 1, 1, 0, 0, 1).build());
        predict.add(DynamicCustomOp.builder("relu").addInputs(convolved).addOutputs(convolved).addFloatingPointArguments(0.0).build());
        if (maxPool) {
            predict.add(pool("maxpool2d", 2, 2).addInputs(convolved).addOutputs(map).build());
        }
        for (long n = 0; n < input.size(0); n++) {
            INDArray row = input.get(point(n)).reshape('c', 1, input.size(1), height, width);
            im2col.add(DynamicCustomOp.builder("im2col").addInputs(row).addOutputs(columns)
                    .addIntegerArguments(3, 3, 1, 1, 1, 1, 1, 1, 0).addFloatingPointArguments(0.0).build());
            gradientRows.add(convolvedGradient.get(point(n)).reshape('c', out, (long) height * width));
            if (flow.crossesBlocks() && below != null) {
                INDArray rowGradient = below.mapGradient.get(point(n)).reshape('c', row.shape());
                col2im.add(DynamicCustomOp.builder("col2im").addInputs(columns).addOutputs(rowGradient)
                        .addIntegerArguments(1, 1, 1, 1, height, width, 1, 1, 0).build());
            }
        }
    }

    private static DynamicCustomOp.DynamicCustomOpsBuilder pool(String op, int height, int width) {
        return DynamicCustomOp.builder(op).addIntegerArguments(height, width, height, width, 0, 0, 1, 1, 0, 0, 0);
    }

    /** h, the input of the next block. */
    INDArray activity() {
        return activity;
    }

    @Override
    public void forward() {
        predict.forEach(Nd4j::exec);
        if (activity != map) {
            activity.assign(map);
        }
        Nd4j.exec(pool);
    }

    @Override
    public void predict() {
        flow.requireRelaxed();
        predict.forEach(Nd4j::exec);
    }

    @Override
    public void relax(double precision, double rate) {
        flow.requireRelaxed();
        INDArray e = activity.sub(map, Objects.requireNonNull(error)).muli(precision);
        activity.subi(mapGradient.addi(e).muli(rate));
        mapGradient.assign(e.negi());
        Nd4j.exec(pool);
        rectified = false;
    }

    @Override
    public INDArray features() {
        return features;
    }

    @Override
    public void mapGradient(INDArray featureGradient) {
        INDArray pooledGradient = featureGradient.reshape('c', pooled.shape());
        Nd4j.exec(pool("avgpool2d_bp", window[0], window[1]).addInputs(map, pooledGradient).addOutputs(mapGradient).build());
        rectified = false;
    }

    @Override
    public void weightGradient() {
        rectify();
        for (int n = 0; n < im2col.size(); n++) {
            Nd4j.exec(im2col.get(n));
            Nd4j.gemm(gradientRows.get(n), columnMatrix, weightGradientMatrix, false, true, 1, n == 0 ? 0 : 1);
        }
        convolvedGradient.sum(parameters.bias().gradient(), biasReduction);
    }

    @Override
    public void inputGradient() {
        flow.requireThrough();
        if (below != null) {
            rectify();
            for (int n = 0; n < col2im.size(); n++) {
                Nd4j.gemm(weightMatrix, gradientRows.get(n), columnMatrix, true, false, 1, 0);
                Nd4j.exec(col2im.get(n));
            }
            below.rectified = false;
        }
    }

    /** Takes dL/dh back through max-pool and ReLU, once for each gradient that arrives. */
    private void rectify() {
        if (rectified) {
            return;
        }
        if (maxPool) {
            Nd4j.exec(pool("maxpool2d_bp", 2, 2).addInputs(convolved, mapGradient).addOutputs(convolvedGradient).build());
        }
        Nd4j.exec(DynamicCustomOp.builder("relu_bp").addInputs(convolved, maxPool ? convolvedGradient : mapGradient)
                .addOutputs(convolvedGradient).addFloatingPointArguments(0.0).build());
        rectified = true;
    }

    @Override
    public INDArray pooledMapGradient() {
        flow.requireThrough();
        Nd4j.exec(pool("avgpool2d", window[0], window[1]).addInputs(mapGradient).addOutputs(pooledMapGradient).build());
        return Objects.requireNonNull(pooledMapGradient).reshape('c', features.shape());
    }

    @Override
    public double mapGradientSquare() {
        flow.requireThrough();
        double norm = mapGradient.norm2Number().doubleValue();
        return norm * norm;
    }

    @Override
    public INDArray activation() {
        return activity.dup('c');
    }

    @Override
    public void close() {
        columns.close();
        pooled.close();
        if (maxPool) {
            map.close();
        }
        if (mapGradient != convolvedGradient) {
            mapGradient.close();
        }
        if (activity != map) {
            activity.close();
        }
        if (error != null) {
            error.close();
        }
        if (pooledMapGradient != null) {
            pooledMapGradient.close();
        }
        convolved.close();
        convolvedGradient.close();
    }
}
