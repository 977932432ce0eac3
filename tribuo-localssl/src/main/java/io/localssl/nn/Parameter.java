package io.localssl.nn;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.SplittableRandom;

/**
 * A tensor that is learned: its value, the gradient of the last step, and as many moments as its optimiser keeps. It owns them all, off the heap, in c order.
 * The gradient is an array of the same size, or, for the matrices of projections, a product that only exists panel by panel while the optimiser updates.
 */
public final class Parameter implements AutoCloseable {
    private final INDArray value;
    private final Gradient gradient;
    private @Nullable INDArray moments;

    /**
     * A parameter of zeros whose gradient is an array.
     *
     * @param type  FLOAT, or DOUBLE to check gradients.
     * @param shape the shape.
     */
    public Parameter(DataType type, long... shape) {
        this(Nd4j.create(type, shape, 'c'), new ArrayGradient(Nd4j.create(type, shape, 'c')));
    }

    /** A parameter that owns both from now on. */
    Parameter(INDArray value, Gradient gradient) {
        this.value = value;
        this.gradient = gradient;
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

    /**
     * The array into which the gradient of a step is written.
     *
     * @return the gradient of the last step; owned by this parameter.
     * @throws IllegalStateException if there is no such array, as the gradient is a product.
     */
    public INDArray gradient() {
        if (gradient instanceof ArrayGradient dense) {
            return dense.array();
        }
        throw new IllegalStateException("found a gradient that is a product, expected an array; ask for denseGradient()");
    }

    /**
     * The gradient of the last step, written out, to look at: training does without.
     *
     * @return a copy of the value's shape; the caller closes it.
     * @throws IllegalStateException if there was no step that says what the product is.
     */
    public INDArray denseGradient() {
        return gradient.dense();
    }

    /** @return k where the gradient of the last step is the product of an m x k and a k x n matrix; 0 where it is an array. */
    public int gradientRank() {
        return gradient instanceof ProductGradient product ? product.rank() : 0;
    }

    /** The gradient as an optimiser reads it. */
    Gradient source() {
        return gradient;
    }

    /**
     * What the optimiser remembers from step to step: zeros when it is first asked for, so that a parameter has no more moments than its optimiser.
     *
     * @param count how many numbers for each element, at least 1; always the same.
     * @return as many times the value's length, in the order that {@link ParameterSweep} gives them; owned by this parameter.
     */
    INDArray moments(int count) {
        if (moments == null) {
            moments = Nd4j.create(value.dataType(), new long[]{count * value.length()}, 'c');
        }
        if (moments.length() != count * value.length()) {
            throw new IllegalStateException("found a parameter with " + moments() + " moments, expected " + count + "; a parameter keeps to one optimiser");
        }
        return moments;
    }

    /** @return the number of moments it has. */
    int moments() {
        return moments == null ? 0 : (int) (moments.length() / value.length());
    }

    @Override
    public void close() {
        value.close();
        gradient.close();
        if (moments != null) {
            moments.close();
        }
    }
}
