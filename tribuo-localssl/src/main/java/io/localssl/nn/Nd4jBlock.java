package io.localssl.nn;

import io.localssl.onnx.BlockShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A block by ND4J operations, all maps in NCHW order. */
final class Nd4jBlock implements BlockKernel {
    private final List<INDArray> owned = new ArrayList<>();
    private final DataType type;
    private final GradientFlow flow;
    private final MapPool mapPool;
    private final @Nullable Nd4jBlock below;
    private final @Nullable Nd4jPatches patches;
    private final @Nullable Nd4jNormalisation normalisation;
    private final @Nullable INDArray readGradient;
    private final @Nullable Nd4jPairs pairs;
    private final INDArray read;
    private final INDArray convolved;
    private final INDArray convolvedGradient;
    private final Nd4jConvolution first;
    private final @Nullable Nd4jResidual residual;
    private final Nd4jActivation activation;
    private final INDArray map;
    private final INDArray activity;
    private final @Nullable INDArray error;
    private final INDArray pooled;
    private final INDArray features;
    private final INDArray mapGradient;
    private final @Nullable INDArray pooledMapGradient;
    private final DynamicCustomOp pool;
    private final int[] window;
    private final boolean isConvolved;
    private boolean rectified = false;

    /**
     * @param input   what it reads.
     * @param pooling of the loss.
     * @param window  of the average pool of the loss.
     * @param paired  whether it reads pairs.
     * @param below   the block below, null for the lowest.
     * @param patches what cuts the images, owned by this block, null where that is not done or this is not the lowest.
     */
    Nd4jBlock(BlockShape shape, EncoderParameters.Block parameters, INDArray input, FeaturePooling pooling, int[] window, boolean paired, GradientFlow flow,
            @Nullable Nd4jBlock below, @Nullable Nd4jPatches patches) {
        this.patches = patches;
        this.flow = flow;
        this.below = below;
        this.window = window;
        mapPool = shape.pool();
        type = input.dataType();
        long rows = input.size(0);
        normalisation = shape.normalisation() == InputNormalisation.NONE ? null
                : new Nd4jNormalisation(shape.normalisation(), input, parameters.inputStatistics(shape));
        INDArray normalised = normalisation == null ? input : normalisation.output();
        pairs = paired ? new Nd4jPairs(normalised) : null;
        read = pairs == null ? normalised : pairs.output();
        convolved = array(rows, shape.outChannels(), shape.height(), shape.width());
        convolvedGradient = array(convolved.shape());
        residual = shape.residual() == null ? null : new Nd4jResidual(shape, parameters, read, convolved, convolvedGradient);
        first = residual == null ? new Nd4jConvolution(shape.convolution(), parameters.filters().get(0), read, convolved, convolvedGradient) : residual.first();
        activation = new Nd4jActivation(shape.activation(), convolved);
        map = mapPool == MapPool.NONE ? convolved : array(rows, shape.outChannels(), shape.mapHeight(), shape.mapWidth());
        activity = flow == GradientFlow.RELAXED ? array(map.shape()) : map;
        error = flow == GradientFlow.RELAXED ? array(map.shape()) : null;
        // dL/dh must stay readable where it can be asked for; without a pool between them the ReLU would overwrite it
        mapGradient = mapPool != MapPool.NONE || flow.crossesBlocks() ? array(map.shape()) : convolvedGradient;
        readGradient = normalisation != null && flow.crossesBlocks() ? array(read.shape()) : null;
        isConvolved = pooling == FeaturePooling.CONVOLVED;
        pooled = isConvolved ? array(convolved.shape()) : array(rows, shape.outChannels(), shape.mapHeight() / window[0], shape.mapWidth() / window[1]);
        features = pooled.reshape('c', rows, pooled.length() / rows);
        pooledMapGradient = flow.crossesBlocks() ? array(pooled.shape()) : null;
        pool = average("avgpool2d").addInputs(activity).addOutputs(pooled).build();
    }

    private INDArray array(long... shape) {
        INDArray array = Nd4j.create(type, shape, 'c');
        owned.add(array);
        return array;
    }

    /** The average pool of the loss. */
    private DynamicCustomOp.DynamicCustomOpsBuilder average(String op) {
        return DynamicCustomOp.builder(op).addIntegerArguments(window[0], window[1], window[0], window[1], 0, 0, 1, 1, 0, 0, 0);
    }

    /** The pool of the map, or its way back. */
    private DynamicCustomOp.DynamicCustomOpsBuilder mapPool(String back) {
        int kernel = mapPool.kernel();
        return DynamicCustomOp.builder((mapPool == MapPool.AVERAGE ? "avgpool2d" : "maxpool2d") + back)
                .addIntegerArguments(kernel, kernel, mapPool.stride(), mapPool.stride(), mapPool.padding(), mapPool.padding(), 1, 1, 0, 0, 0);
    }

    /** What its convolutions compute in. */
    long workspaceBytes() {
        return residual == null ? first.workspaceBytes() : residual.workspaceBytes();
    }

    /** h, the input of the next block. */
    INDArray activity() {
        return activity;
    }

    @Override
    public void forward() {
        compute();
        if (activity != map) {
            activity.assign(map);
        }
        if (!isConvolved) {
            Nd4j.exec(pool);
        }
    }

    private void compute() {
        if (patches != null) {
            patches.forward();
        }
        if (normalisation != null) {
            normalisation.forward();
        }
        if (pairs != null) {
            pairs.forward();
        }
        first.forward();
        if (isConvolved) {
            pooled.assign(convolved);
        }
        if (residual != null) {
            residual.forward();
        }
        activation.forward();
        if (mapPool != MapPool.NONE) {
            Nd4j.exec(mapPool("").addInputs(convolved).addOutputs(map).build());
        }
    }

    @Override
    public void predict() {
        flow.requireRelaxed();
        compute();
        rectified = false;
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
        if (isConvolved) {
            convolvedGradient.assign(pooledGradient);
            rectified = true;
            return;
        }
        Nd4j.exec(average("avgpool2d_bp").addInputs(map, pooledGradient).addOutputs(mapGradient).build());
        rectified = false;
    }

    @Override
    public void weightGradient() {
        rectify();
        first.weightGradient();
        if (residual != null) {
            residual.weightGradient();
        }
    }

    @Override
    public void inputGradient() {
        flow.requireThrough();
        if (below == null) {
            return;
        }
        rectify();
        INDArray gradient = readGradient == null ? below.mapGradient : readGradient;
        first.inputGradient(gradient, false);
        if (residual != null) {
            residual.addShortcutGradient(gradient);
        }
        if (normalisation != null) {
            normalisation.backward(gradient, below.mapGradient);
        }
        below.rectified = false;
    }

    /** Takes dL/dh back to the first convolution, once for each gradient that arrives. */
    private void rectify() {
        if (rectified) {
            return;
        }
        if (mapPool != MapPool.NONE) {
            Nd4j.exec(mapPool("_bp").addInputs(convolved, mapGradient).addOutputs(convolvedGradient).build());
        }
        activation.backward(mapPool == MapPool.NONE ? mapGradient : convolvedGradient, convolvedGradient);
        if (residual != null) {
            residual.backward();
        }
        rectified = true;
    }

    @Override
    public INDArray pooledMapGradient() {
        flow.requireThrough();
        Nd4j.exec(average("avgpool2d").addInputs(mapGradient).addOutputs(pooledMapGradient).build());
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
        if (patches != null) {
            patches.close();
        }
        if (normalisation != null) {
            normalisation.close();
        }
        if (pairs != null) {
            pairs.close();
        }
        if (residual == null) {
            first.close();
        } else {
            residual.close();
        }
        owned.forEach(INDArray::close);
    }
}
