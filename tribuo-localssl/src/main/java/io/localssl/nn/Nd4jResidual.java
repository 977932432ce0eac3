package io.localssl.nn;

import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.InputNormalisation;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.Objects;

/** The two convolutions of a residual block and its shortcut by ND4J operations; the last ReLU is the block's. */
final class Nd4jResidual implements AutoCloseable {
    private final INDArray read;
    private final INDArray sum;
    private final INDArray sumGradient;
    private final INDArray hidden;
    private final INDArray hiddenGradient;
    private final Nd4jConvolution first;
    private final Nd4jActivation activation;
    private final @Nullable Nd4jNormalisation normalisation;
    private final Nd4jConvolution second;
    private final @Nullable Nd4jConvolution shortcut;
    private final @Nullable INDArray shortcutMap;

    /**
     * @param read        x^.
     * @param sum         receives W_2 * N(relu(W_1 * x^ + b_1)) + b_2 + shortcut.
     * @param sumGradient the gradient of that.
     */
    Nd4jResidual(BlockShape shape, EncoderParameters.Block parameters, INDArray read, INDArray sum, INDArray sumGradient) {
        this.read = read;
        this.sum = sum;
        this.sumGradient = sumGradient;
        BlockShape.Residual residual = Objects.requireNonNull(shape.residual());
        List<EncoderParameters.Filters> filters = parameters.filters();
        hidden = Nd4j.create(read.dataType(), sum.shape(), 'c');
        hiddenGradient = Nd4j.create(read.dataType(), sum.shape(), 'c');
        first = new Nd4jConvolution(shape.convolution(), filters.get(0), read, hidden, hiddenGradient);
        activation = new Nd4jActivation(Activation.RELU, hidden);
        normalisation = residual.normalisation() == InputNormalisation.NONE ? null
                : new Nd4jNormalisation(residual.normalisation(), hidden, parameters.innerStatistics(residual));
        second = new Nd4jConvolution(residual.second(), filters.get(1), normalisation == null ? hidden : normalisation.output(), sum, sumGradient);
        shortcutMap = residual.shortcut() == null ? null : Nd4j.create(read.dataType(), sum.shape(), 'c');
        shortcut = residual.shortcut() == null ? null : new Nd4jConvolution(residual.shortcut(), filters.get(2), read, Objects.requireNonNull(shortcutMap), sumGradient);
    }

    Nd4jConvolution first() {
        return first;
    }

    /** What all convolutions compute in. */
    long workspaceBytes() {
        return first.workspaceBytes() + second.workspaceBytes() + (shortcut == null ? 0 : shortcut.workspaceBytes());
    }

    /** What follows the first convolution. */
    void forward() {
        activation.forward();
        if (normalisation != null) {
            normalisation.forward();
        }
        second.forward();
        if (shortcut != null) {
            shortcut.forward();
        }
        sum.addi(shortcutMap == null ? read : shortcutMap);
    }

    /** Takes the gradient of the sum back to the first convolution. */
    void backward() {
        second.inputGradient(hiddenGradient, false);
        if (normalisation != null) {
            normalisation.backward(hiddenGradient, hiddenGradient);
        }
        activation.backward(hiddenGradient, hiddenGradient);
    }

    /** That of the second convolution and the shortcut. */
    void weightGradient() {
        second.weightGradient();
        if (shortcut != null) {
            shortcut.weightGradient();
        }
    }

    /** Adds what reaches x^ through the shortcut. */
    void addShortcutGradient(INDArray gradient) {
        if (shortcut == null) {
            gradient.addi(sumGradient);
        } else {
            shortcut.inputGradient(gradient, true);
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
        hidden.close();
        hiddenGradient.close();
        if (normalisation != null) {
            normalisation.close();
        }
        if (shortcut != null) {
            shortcut.close();
        }
        if (shortcutMap != null) {
            shortcutMap.close();
        }
    }
}
