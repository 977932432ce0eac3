package io.localssl.bench;

import io.localssl.nn.OffHeap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LiveArraysTest {
    /** Descriptions of shapes, which ND4J keeps as arrays, too. */
    private static final double TOLERANCE = 2000;

    @Test
    void arraysCountFromTheirCreationUntilTheyAreClosed() {
        INDArray earlier = Nd4j.create(DataType.FLOAT, new long[]{1_000_000}, 'c');
        LiveArrays arrays = new LiveArrays();
        INDArray array = Nd4j.create(DataType.FLOAT, new long[]{1000, 3000}, 'c');
        assertEquals(12e6, arrays.bytes(), TOLERANCE);
        INDArray view = OffHeap.prefix(array.reshape(3_000_000), 1000, 100);
        assertEquals(12e6, arrays.bytes(), TOLERANCE, "the memory of " + view.shapeInfoToString() + " is that of the array");
        try (INDArray other = Nd4j.create(DataType.DOUBLE, new long[]{250_000}, 'c')) {
            assertEquals(14e6, arrays.bytes(), TOLERANCE, "one more of " + other.length() + " doubles");
        }
        earlier.close();
        System.gc();
        assertEquals(12e6, arrays.bytes(), TOLERANCE, "what was there before does not count");
        array.close();
        assertEquals(0, arrays.bytes(), TOLERANCE);
    }
}
