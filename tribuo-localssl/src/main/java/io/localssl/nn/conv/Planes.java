package io.localssl.nn.conv;

import io.localssl.nn.MatrixProduct.Operand;

import java.nio.FloatBuffer;

/** Matrices of one shape, one after the other, on memory that somebody else owns: the planes in which a convolution is a product. */
final class Planes {
    private final FloatMemory memory;
    private final FloatBuffer[] planes;
    private final long size;
    private final int columns;

    /**
     * @param count   the number of planes.
     * @param rows    the rows of a plane.
     * @param columns the columns of a plane.
     */
    Planes(FloatMemory memory, int count, int rows, int columns) {
        this.memory = memory;
        this.columns = columns;
        size = (long) rows * columns;
        planes = new FloatBuffer[count];
        for (int p = 0; p < count; p++) {
            planes[p] = memory.part(p * size, Math.toIntExact(size));
        }
    }

    /** Reads what stands in a plane from the start of a row. */
    void read(int plane, int row, float[] into, int length) {
        planes[plane].get(row * columns, into, 0, length);
    }

    /** Writes into a plane from the start of a row. */
    void write(int plane, int row, float[] from, int at, int length) {
        planes[plane].put(row * columns, from, at, length);
    }

    /** The part of a plane below and right of an element. */
    Operand from(int plane, int row, int column) {
        return Operand.of(memory.at(plane * size + (long) row * columns + column), columns);
    }
}
