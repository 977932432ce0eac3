package io.localssl.nn;

import io.localssl.onnx.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;

/** The activation of a map by ND4J operations, in place; shape (rows, channels, height, width). */
final class Nd4jActivation {
    private final Activation activation;
    private final INDArray map;

    Nd4jActivation(Activation activation, INDArray map) {
        this.activation = activation;
        this.map = map;
    }

    void forward() {
        if (activation == Activation.TRIANGLE) {
            subtractChannelMean(map);
        }
        Nd4j.exec(DynamicCustomOp.builder("relu").addInputs(map).addOutputs(map).addFloatingPointArguments(0.0).build());
    }

    /**
     * The way back.
     *
     * @param gradient with respect to the activity.
     * @param into     receives that with respect to what was there before; may be the same.
     */
    void backward(INDArray gradient, INDArray into) {
        Nd4j.exec(DynamicCustomOp.builder("relu_bp").addInputs(map, gradient).addOutputs(into).addFloatingPointArguments(0.0).build());
        if (activation == Activation.TRIANGLE) {
            subtractChannelMean(into);
        }
    }

    /** x - m, and as that is linear and symmetric, also its way back. */
    private static void subtractChannelMean(INDArray x) {
        Nd4j.exec(new BroadcastSubOp(x, x.mean(1), x, 0, 2, 3));
    }
}
