package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.SplittableRandom;

/**
 * A tensor that is learned: its value, the gradient of the last step, and the two moments of Adam. It owns all four, off the heap, in c order.
 */
public final class Parameter implements AutoCloseable {
    private final INDArray value;
    private final INDArray gradient;
    private final INDArray firstMoment;
    private final INDArray secondMoment;

    /**
     * A parameter of zeros.
     *
     * @param type  FLOAT, or DOUBLE to check gradients.
     * @param shape the shape.
     */
    public Parameter(DataType type, long... shape) {
        value = Nd4j.create(type, shape, 'c');
        gradient = Nd4j.create(type, shape, 'c');
        firstMoment = Nd4j.create(type, shape, 'c');
        secondMoment = Nd4j.create(type, shape, 'c');
    }

    /**
     * Fills the value with U(-bound, bound), element by element in c order.
     *
     * @param bound  half the width of the interval.
     * @param random the source of the numbers.
     */
    public void initialiseUniform(double bound, SplittableRandom random) {
        OffHeap.fillUniform(value, bound, random);
    }

    /** @return the value; owned by this parameter. */
    public INDArray value() {
        return value;
    }

    /** @return the gradient of the last step; owned by this parameter. */
    public INDArray gradient() {
        return gradient;
    }

    INDArray firstMoment() {
        return firstMoment;
    }

    INDArray secondMoment() {
        return secondMoment;
    }

    @Override
    public void close() {
        value.close();
        gradient.close();
        firstMoment.close();
        secondMoment.close();
    }
}
