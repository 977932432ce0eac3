package io.localssl.nn;

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
    public Panels prepare(INDArray room, Transposition transposition) {
        return (from, to, panelRoom) -> OffHeap.floats(array, from, to);
    }

    @Override
    public int room() {
        return 0;
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
