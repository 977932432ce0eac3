package io.localssl.nn.conv;

import io.localssl.nn.BlockKernel;
import io.localssl.nn.GradientFlow;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A block whose convolutions are products of matrices, on memory that its stack owns. ReLU and max-pool are applied to each strip as it leaves the convolution,
 * and the gradient of a local loss goes from the features straight into the planes of the weight gradient: no map of gradients is ever stored.
 */
class ConvBlock implements BlockKernel {
    final BlockBody body;
    final AveragePool pool;
    private final INDArray features;
    private final FeatureMap windows;
    private boolean taken;

    /**
     * @param body     what lies between what it reads and its map.
     * @param pool     the average pool of the loss.
     * @param features receives f.
     * @param windows  receives dL/dh of one position of each window, from a loss.
     */
    ConvBlock(BlockBody body, AveragePool pool, INDArray features, FeatureMap windows) {
        this.body = body;
        this.pool = pool;
        this.features = features;
        this.windows = windows;
    }

    @Override
    public void forward() {
        body.forward();
        pool(body.averaged());
    }

    /** Computes f from the map. */
    final void pool(FeatureMap map) {
        pool.apply(map, features);
    }

    @Override
    public final INDArray features() {
        return features;
    }

    @Override
    public void mapGradient(INDArray featureGradient) {
        pool.backward(featureGradient, windows);
        gradientArrived();
    }

    /** A gradient dL/dh has come that was not taken into the block. */
    final void gradientArrived() {
        taken = false;
    }

    /** Takes dL/dh into the block, once for each that arrives. */
    final void takeGradient() {
        if (!taken) {
            body.backward();
            taken = true;
        }
    }

    @Override
    public final void weightGradient() {
        takeGradient();
        body.weightGradient();
    }

    @Override
    public void inputGradient() {
        GradientFlow.LOCAL.requireThrough();
    }

    @Override
    public INDArray pooledMapGradient() {
        GradientFlow.LOCAL.requireThrough();
        return features;
    }

    @Override
    public double mapGradientSquare() {
        GradientFlow.LOCAL.requireThrough();
        return 0;
    }

    @Override
    public void predict() {
        GradientFlow.LOCAL.requireRelaxed();
    }

    @Override
    public void relax(double precision, double rate) {
        GradientFlow.LOCAL.requireRelaxed();
    }

    @Override
    public INDArray activation() {
        return body.map().copy();
    }

    @Override
    public void close() {
        // the stack owns the memory
    }
}
