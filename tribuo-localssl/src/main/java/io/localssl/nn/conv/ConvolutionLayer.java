package io.localssl.nn.conv;

import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderParameters;
import io.localssl.onnx.ConvolutionShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A convolution, what is made of it, and the way back. In: maps, and the gradient of what was made. Out: what is made, the gradients of the filters, and on request that
 * of the input. It owns no memory off the heap.
 */
final class ConvolutionLayer {
    private final ConvolutionShape shape;
    private final MapSource input;
    private final ConvolvedMap output;
    private final MapSource outputGradient;
    private final Workspace workspace;
    private final Convolution convolution;
    private final @Nullable Convolution back;
    private final FloatBuffer weights;
    private final FloatBuffer weightGradient;
    private final FloatBuffer biases;
    private final FloatBuffer biasGradient;
    private final float[] bias;
    private final float[][] biasParts;

    /**
     * @param filters        the weights.
     * @param input          what it reads.
     * @param output         what is made.
     * @param outputGradient the gradient of that.
     * @param plan           the convolution.
     * @param back           takes gradients to the input, null where they are not asked for.
     * @param workspace      what it computes in.
     */
    ConvolutionLayer(EncoderParameters.Filters filters, MapSource input, ConvolvedMap output, MapSource outputGradient, ConvolutionPlan plan,
            @Nullable ConvolutionPlan back, Workspace workspace) {
        this.shape = plan.shape();
        this.input = input;
        this.output = output;
        this.outputGradient = outputGradient;
        this.workspace = workspace;
        convolution = new Convolution(plan, workspace);
        this.back = back == null ? null : new Convolution(back, workspace);
        weights = whole(filters.weight().value());
        weightGradient = whole(filters.weight().gradient());
        biases = whole(filters.bias().value());
        biasGradient = whole(filters.bias().gradient());
        bias = new float[shape.outChannels()];
        biasParts = new float[plan.rows() * plan.strips()][bias.length];
    }

    private static FloatBuffer whole(INDArray array) {
        return FloatMemory.part(array, 0, Math.toIntExact(array.length()));
    }

    /**
     * The convolution that takes gradients from the output to the input: with filters turned by half a circle on the map of gradients with zeros between its positions; of
     * a fully connected layer, from all units to all values of the map.
     */
    static ConvolutionShape back(ConvolutionShape shape) {
        ImageShape input = shape.input();
        if (shape.isFullyConnected()) {
            return ConvolutionShape.fullyConnected(new ImageShape(shape.outChannels(), 1, 1), input.size());
        }
        int reach = 2 * shape.padding() + 1;
        return new ConvolutionShape(new ImageShape(shape.outChannels(), input.height() + reach - shape.kernelHeight(), input.width() + reach - shape.kernelWidth()),
                input.channels(), shape.kernelHeight(), shape.kernelWidth(), 1, shape.kernelHeight() - 1 - shape.padding());
    }

    ConvolvedMap output() {
        return output;
    }

    /** dL/dy, computed as it is read. */
    MapSource gradient() {
        return output.gradient(outputGradient);
    }

    void forward() {
        biases.get(0, bias);
        output.bias(bias);
        convolution.apply(input, Kernels.forward(weights, shape), output::store);
    }

    /** Computes dL/dW and dL/db. */
    void weightGradient() {
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
        output.readGradient(row, strip, outputGradient, scratch);
        float[] part = biasParts[row * convolution.strips() + strip];
        int wide = output.columnLength();
        Arrays.fill(scratch.wide, 0, wide, 0);
        for (float[][] line : scratch.output) {
            for (float[] column : line) {
                ConvolvedMap.add(column, scratch.wide, wide);
            }
        }
        Arrays.fill(part, 0);
        for (int at = 0; at < wide; at += part.length) {
            for (int c = 0; c < part.length; c++) {
                part[c] += scratch.wide[at + c];
            }
        }
    }

    /**
     * Computes dL/dx.
     *
     * @param inputGradient receives it.
     * @param add           whether to what stands there.
     */
    void inputGradient(FeatureMap inputGradient, boolean add) {
        Convolution convolution = Objects.requireNonNull(back);
        boolean connected = shape.isFullyConnected();
        FeatureMap target = connected ? inputGradient.flattened() : inputGradient;
        MapSource gradient = gradient();
        MapSource source = shape.stride() == 1 ? gradient : new DilatedMap(gradient, shape.stride(), back(shape).input());
        convolution.apply(source, connected ? Kernels.transposed(weights, shape) : Kernels.turned(weights, shape), add ? target::add : target::write);
    }
}
