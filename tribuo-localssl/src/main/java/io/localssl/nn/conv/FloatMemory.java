package io.localssl.nn.conv;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;

/** Floats off the heap, which it owns; what they are at first is undefined. */
final class FloatMemory implements AutoCloseable {
    private final INDArray array;
    private final FloatPointer start;

    FloatMemory(long length) {
        array = Nd4j.createUninitialized(DataType.FLOAT, new long[]{length}, 'c');
        start = start(array);
    }

    long bytes() {
        return Float.BYTES * array.length();
    }

    /** Where an element stands. */
    FloatPointer at(long offset) {
        return new FloatPointer(start).position(offset);
    }

    /** A part of it as a buffer, which does not keep the memory alive. */
    FloatBuffer part(long from, int length) {
        return part(start, from, length);
    }

    /** A part of a whole ND4J array in c order. */
    static FloatBuffer part(INDArray array, long from, int length) {
        return part(start(array), from, length);
    }

    private static FloatBuffer part(FloatPointer start, long from, int length) {
        return new FloatPointer(start).position(from).capacity(from + length).asBuffer();
    }

    private static FloatPointer start(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }

    @Override
    public void close() {
        array.close();
    }
}
