package io.localssl.nn.conv;

import io.localssl.nn.BlockKernel;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.GradientFlow;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A block whose convolution is a product of matrices, on memory that its stack owns. ReLU and max-pool are applied to each strip as it leaves the convolution,
 * and the gradient of a local loss goes from the features straight into the planes of the weight gradient: no map of gradients is ever stored.
 */
class ConvBlock implements BlockKernel {
    final RectifiedMap map;
    final AveragePool pool;
    final INDArray features;
    final Workspace workspace;
    final FloatBuffer weights;
    private final MapSource input;
    private final Convolution convolution;
    private final FeatureMap windows;
    private final MapSource mapGradient;
    private final FloatBuffer weightGradient;
    private final FloatBuffer biases;
    private final FloatBuffer biasGradient;
    private final float[] bias;
    private final float[][] biasParts;

    /**
     * @param parameters  weights and bias.
     * @param input       the map of the block below, or the images.
     * @param map         h.
     * @param convolution of the input.
     * @param workspace   what all blocks compute in.
     * @param pool        the average pool of the loss.
     * @param features    receives f.
     * @param windows     receives dL/dh of one position of each window, from a loss.
     * @param mapGradient dL/dh.
     */
    ConvBlock(EncoderParameters.Block parameters, MapSource input, RectifiedMap map, Convolution convolution, Workspace workspace, AveragePool pool,
            INDArray features, FeatureMap windows, MapSource mapGradient) {
        this.input = input;
        this.map = map;
        this.convolution = convolution;
        this.workspace = workspace;
        this.pool = pool;
        this.features = features;
        this.windows = windows;
        this.mapGradient = mapGradient;
        weights = whole(parameters.weight().value());
        weightGradient = whole(parameters.weight().gradient());
        biases = whole(parameters.bias().value());
        biasGradient = whole(parameters.bias().gradient());
        bias = new float[map.map().channels()];
        biasParts = new float[map.map().rows() * convolution.strips()][bias.length];
    }

    private static FloatBuffer whole(INDArray array) {
        return FloatMemory.part(array, 0, Math.toIntExact(array.length()));
    }

    @Override
    public void forward() {
        compute();
        pool.apply(map.map(), features);
    }

    /** Computes the map of this block. */
    final void compute() {
        biases.get(0, bias);
        map.bias(bias);
        convolution.apply(input, Kernels.forward(weights, input.channels()), map::store);
    }

    @Override
    public final INDArray features() {
        return features;
    }

    @Override
    public void mapGradient(INDArray featureGradient) {
        pool.backward(featureGradient, windows);
    }

    @Override
    public final void weightGradient() {
        convolution.weightGradient(input, this::readGradient, weightGradient);
        double[] sum = new double[bias.length];
        for (float[] part : biasParts) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += part[c];
            }
        }
        for (int c = 0; c < sum.length; c++) {
            biasGradient.put(c, (float) sum[c]);
        }
    }

    /** Reads a strip of dL/dy, and keeps the sum over its positions for the gradient of the bias. */
    private void readGradient(int row, int strip, Scratch scratch) {
        map.readGradient(row, strip, mapGradient, scratch);
        float[] part = biasParts[row * convolution.strips() + strip];
        int wide = (map.width() + Lowering.STRIP - 1) / Lowering.STRIP * part.length;
        Arrays.fill(scratch.wide, 0, wide, 0);
        for (float[][] line : scratch.output) {
            for (float[] column : line) {
                add(column, scratch.wide, wide);
            }
        }
        Arrays.fill(part, 0);
        for (int at = 0; at < wide; at += part.length) {
            for (int c = 0; c < part.length; c++) {
                part[c] += scratch.wide[at + c];
            }
        }
    }

    private static void add(float[] values, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += values[i];
        }
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
        return map.map().copy();
    }

    @Override
    public void close() {
        // the stack owns the memory
    }
}
