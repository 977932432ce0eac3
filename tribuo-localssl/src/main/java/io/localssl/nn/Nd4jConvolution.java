package io.localssl.nn;

import io.localssl.onnx.ConvolutionShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.nd4j.linalg.indexing.NDArrayIndex.point;

/**
 * A convolution by ND4J operations, all maps in NCHW order. The weight gradient is the sum over rows n of dy_n * im2col(x_n)^T, the input gradient of row n is
 * col2im(W^T * dy_n): ND4J's own convolution gradient would always compute both.
 */
final class Nd4jConvolution implements AutoCloseable {
    private final ConvolutionShape shape;
    private final EncoderParameters.Filters filters;
    private final INDArray outputGradient;
    private final INDArray columns;
    private final INDArray columnMatrix;
    private final INDArray weightMatrix;
    private final INDArray weightGradientMatrix;
    private final INDArray image;
    private final List<INDArray> gradientRows = new ArrayList<>();
    private final DynamicCustomOp forward;
    private final List<DynamicCustomOp> im2col = new ArrayList<>();
    private final DynamicCustomOp col2im;
    private final int[] biasReduction = {0, 2, 3};

    /**
     * @param shape          its sizes.
     * @param filters        its weights.
     * @param input          x, shape (rows, in, height, width).
     * @param output         receives y, shape (rows, out, height, width).
     * @param outputGradient dL/dy.
     */
    Nd4jConvolution(ConvolutionShape shape, EncoderParameters.Filters filters, INDArray input, INDArray output, INDArray outputGradient) {
        this.shape = shape;
        this.filters = filters;
        this.outputGradient = outputGradient;
        int in = shape.inChannels();
        int out = shape.outChannels();
        long positions = (long) shape.height() * shape.width();
        columns = Nd4j.create(input.dataType(), new long[]{1, in, shape.kernelHeight(), shape.kernelWidth(), shape.height(), shape.width()}, 'c');
        columnMatrix = columns.reshape('c', shape.fanIn(), positions);
        weightMatrix = filters.weight().value().reshape('c', out, shape.fanIn());
        weightGradientMatrix = filters.weight().gradient().reshape('c', out, shape.fanIn());
        image = Nd4j.create(input.dataType(), new long[]{1, in, shape.input().height(), shape.input().width()}, 'c');
        forward = DynamicCustomOp.builder("conv2d").addInputs(input, filters.weight().value(), filters.bias().value()).addOutputs(output)
                .addIntegerArguments(geometry(0, 1)).build();
        for (long n = 0; n < input.size(0); n++) {
            im2col.add(DynamicCustomOp.builder("im2col").addInputs(row(input, n, image.shape())).addOutputs(columns).addIntegerArguments(geometry())
                    .addFloatingPointArguments(0.0).build());
            gradientRows.add(row(outputGradient, n, out, positions));
        }
        col2im = DynamicCustomOp.builder("col2im").addInputs(columns).addOutputs(image).addIntegerArguments(shape.stride(), shape.stride(), shape.padding(),
                shape.padding(), shape.input().height(), shape.input().width(), 1, 1, 0).build();
    }

    /** Kernel, stride, padding, dilation, padding as given, and what else an operation wants to know. */
    private int[] geometry(int... format) {
        int[] sizes = {shape.kernelHeight(), shape.kernelWidth(), shape.stride(), shape.stride(), shape.padding(), shape.padding(), 1, 1, 0};
        return IntStream.concat(Arrays.stream(sizes), Arrays.stream(format)).toArray();
    }

    private static INDArray row(INDArray rows, long n, long... shape) {
        return rows.get(point(n)).reshape('c', shape);
    }

    /** What it computes in. */
    long workspaceBytes() {
        return (columns.length() + image.length()) * image.dataType().width();
    }

    /** Computes y. */
    void forward() {
        Nd4j.exec(forward);
    }

    /** Computes dL/dW and dL/db. */
    void weightGradient() {
        for (int n = 0; n < im2col.size(); n++) {
            Nd4j.exec(im2col.get(n));
            Nd4j.gemm(gradientRows.get(n), columnMatrix, weightGradientMatrix, false, true, 1, n == 0 ? 0 : 1);
        }
        outputGradient.sum(filters.bias().gradient(), biasReduction);
    }

    /**
     * Computes dL/dx.
     *
     * @param inputGradient receives it.
     * @param add           whether to what stands there.
     */
    void inputGradient(INDArray inputGradient, boolean add) {
        for (int n = 0; n < im2col.size(); n++) {
            Nd4j.gemm(weightMatrix, gradientRows.get(n), columnMatrix, true, false, 1, 0);
            Nd4j.exec(col2im);
            INDArray target = row(inputGradient, n, image.shape());
            if (add) {
                target.addi(image);
            } else {
                target.assign(image);
            }
        }
    }

    @Override
    public void close() {
        columns.close();
        image.close();
    }
}
