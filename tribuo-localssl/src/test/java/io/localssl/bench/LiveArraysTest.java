package io.localssl.bench;

import io.localssl.nn.OffHeap;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LiveArraysTest {
    /** Shapes and what the collector frees meanwhile. */
    private static final double TOLERANCE = 50_000;

    @Tag("long") // alone in its process: what the collector frees of other tests meanwhile is counted, too
    @Test
    void arraysCountFromTheirCreationUntilTheyAreClosed() {
        Nd4j.create(DataType.FLOAT, new long[]{1}, 'c').close();
        System.gc();
        INDArray earlier = Nd4j.create(DataType.FLOAT, new long[]{1_000_000}, 'c');
        LiveArrays arrays = new LiveArrays();
        INDArray array = Nd4j.create(DataType.FLOAT, new long[]{1000, 3000}, 'c');
        assertEquals(12e6, arrays.bytes(), TOLERANCE);
        INDArray view = OffHeap.prefix(array.reshape(3_000_000), 1000, 100);
        assertEquals(12e6, arrays.bytes(), TOLERANCE, "the memory of " + view.shapeInfoToString() + " is that of the array");
        try (FloatPointer pointer = new FloatPointer(500_000)) {
            pointer.put(1);
            assertEquals(14e6, arrays.bytes(), TOLERANCE);
        }
        earlier.close();
        assertEquals(12e6, arrays.bytes(), TOLERANCE, "what was there before does not count");
        array.close();
        assertEquals(0, arrays.bytes(), TOLERANCE);
    }
}
