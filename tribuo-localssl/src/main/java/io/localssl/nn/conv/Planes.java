package io.localssl.nn.conv;

import io.localssl.nn.MatrixProduct.Operand;

import java.nio.FloatBuffer;

/**
 * Matrices of one shape, one after the other, on memory that somebody else owns: the planes in which a convolution is a product.
 * <p>
 * Rows that fill whole KiB are kept a cache line apart. Otherwise the elements of a column lie in few sets of the cache, and oneDNN's product of a transposed
 * matrix takes up to two and a half times as long (measured on AVX2 for rows of 512 and 1024 floats).
 */
final class Planes {
    private static final int KIB = 256;  // of floats
    private static final int LINE = 16;

    private final FloatMemory memory;
    private final FloatBuffer[] planes;
    private final long size;
    private final int columns;
    private final int stride;

    /**
     * @param count   the number of planes.
     * @param rows    the rows of a plane.
     * @param columns the columns of a plane.
     */
    Planes(FloatMemory memory, int count, int rows, int columns) {
        this.memory = memory;
        this.columns = columns;
        stride = stride(columns);
        size = floats(1, rows, columns);
        planes = new FloatBuffer[count];
        for (int p = 0; p < count; p++) {
            planes[p] = memory.part(p * size, Math.toIntExact(size));
        }
    }

    /** The memory that planes take. */
    static long floats(int count, int rows, int columns) {
        return (long) count * rows * stride(columns);
    }

    private static int stride(int columns) {
        return columns % KIB == 0 ? columns + LINE : columns;
    }

    /** Reads rows of a plane. */
    void read(int plane, int row, float[] into, int length) {
        int run = run(length);
        for (int at = 0, from = row * stride; at < length; at += run, from += stride) {
            planes[plane].get(from, into, at, run);
        }
    }

    /** Writes rows of a plane. */
    void write(int plane, int row, float[] from, int length) {
        int run = run(length);
        for (int at = 0, to = row * stride; at < length; at += run, to += stride) {
            planes[plane].put(to, from, at, run);
        }
    }

    /** How many of the elements of whole rows lie together. */
    private int run(int length) {
        return stride == columns ? length : columns;
    }

    /** The part of a plane below and right of an element. */
    Operand from(int plane, int row, int column) {
        return Operand.of(memory.at(plane * size + (long) row * stride + column), stride);
    }
}
