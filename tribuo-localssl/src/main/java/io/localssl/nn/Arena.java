package io.localssl.nn;

import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory for arrays that are needed for a while, all until the next {@link #restart}, which hands out the same memory once more: the n-th array after it lies
 * where the n-th before it lay. What a loss computes in takes as much as that of the widest block, whatever the number of blocks. It owns the memory.
 */
public final class Arena implements AutoCloseable {
    private final DataType type;
    private final List<INDArray> slots = new ArrayList<>();
    private int next = 0;

    /** @param type the type of the arrays, FLOAT or DOUBLE. */
    public Arena(DataType type) {
        this.type = type;
    }

    /**
     * An array whose elements may have any value.
     *
     * @param shape its shape.
     * @return an array that may be used wherever a whole array in c order is asked for, until the next {@link #restart}.
     */
    public INDArray array(long... shape) {
        long length = ArrayUtil.prodLong(shape);
        if (next == slots.size()) {
            slots.add(Nd4j.create(type, new long[]{length}, 'c'));
        } else if (slots.get(next).length() < length) {
            slots.get(next).close();
            slots.set(next, Nd4j.create(type, new long[]{length}, 'c'));
        }
        return OffHeap.prefix(slots.get(next++), shape);
    }

    /** Ends the use of all arrays handed out so far. */
    public void restart() {
        next = 0;
    }

    @Override
    public void close() {
        slots.forEach(INDArray::close);
        slots.clear();
    }
}
