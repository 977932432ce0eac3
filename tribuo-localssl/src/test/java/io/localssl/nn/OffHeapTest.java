package io.localssl.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

class OffHeapTest {

    /** An array that is the start of a longer one is cleared to its end and no further. */
    @ParameterizedTest
    @EnumSource(value = DataType.class, names = {"FLOAT", "DOUBLE"})
    void clearsAnArrayAndNothingBehindIt(DataType type) {
        try (INDArray memory = Nd4j.create(type, new long[]{7}, 'c')) {
            OffHeap.write(new float[]{1, 2, 3, 4, 5, 6, 7}, memory);
            OffHeap.clear(OffHeap.prefix(memory, 2, 2));
            assertArrayEquals(new float[]{0, 0, 0, 0, 5, 6, 7}, OffHeap.read(memory));
        }
    }
}
