package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A gradient that somebody writes into an array of the parameter's size.
 *
 * @param array the array, owned by this object.
 */
record ArrayGradient(INDArray array) implements Gradient {
    private static final int PANEL = 1 << 16;

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public long commonRoom() {
        return 0;
    }

    @Override
    public void prepare(INDArray room, Transposition transposition) {
        // it is there
    }

    @Override
    public int room() {
        return 0;
    }

    @Override
    public FloatPointer read(long from, long to, FloatPointer room) {
        return OffHeap.floats(array, from, to);
    }

    @Override
    public double norm(ParameterSweep sweep) {
        return sweep.norm(array);
    }

    @Override
    public INDArray dense() {
        return array.dup('c');
    }

    @Override
    public void close() {
        array.close();
    }
}
