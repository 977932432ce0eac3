package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tensor that is learned: its value, the gradient of the last step, and as many moments as its optimiser keeps. It owns them all, off the heap, in c order.
 */
public final class Parameter implements AutoCloseable {
    private final INDArray value;
    private final INDArray gradient;
    private final List<INDArray> moments = new ArrayList<>();

    /**
     * A parameter of zeros.
     *
     * @param type  FLOAT, or DOUBLE to check gradients.
     * @param shape the shape.
     */
    public Parameter(DataType type, long... shape) {
        value = Nd4j.create(type, shape, 'c');
        gradient = Nd4j.create(type, shape, 'c');
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

    /** What the optimiser remembers from step to step; zeros when it is first asked for, so that a parameter has no more moments than its optimiser. */
    INDArray moment(int index) {
        while (moments.size() <= index) {
            moments.add(Nd4j.create(value.dataType(), value.shape(), 'c'));
        }
        return moments.get(index);
    }

    /** @return the number of moments it has. */
    int moments() {
        return moments.size();
    }

    @Override
    public void close() {
        value.close();
        gradient.close();
        moments.forEach(INDArray::close);
    }
}
