package io.localssl.nn;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class ArenaTest {

    private static long address(INDArray array) {
        return array.data().addressPointer().address();
    }

    @Test
    void arraysOfOneTimeDoNotOverlapAndHoldWhatIsWritten() {
        try (Arena arena = new Arena(DataType.FLOAT)) {
            for (int time = 0; time < 3; time++) { // larger each time, so that memory grows
                arena.restart();
                INDArray a = arena.array(2, 3 + time).assign(1);
                INDArray b = arena.array(5 + time).assign(2);
                INDArray c = arena.array(1, 7 * (time + 1)).assign(3);
                assertEquals(6 + 2 * time, a.sumNumber().intValue());
                assertEquals(2 * (5 + time), b.sumNumber().intValue());
                assertEquals(21 * (time + 1), c.sumNumber().intValue());
            }
        }
    }

    @Test
    void aRestartHandsOutTheSameMemory() {
        try (Arena arena = new Arena(DataType.DOUBLE)) {
            INDArray large = arena.array(4, 5);
            long first = address(large);
            long second = address(arena.array(3));
            assertNotEquals(first, second);
            arena.restart();
            INDArray small = arena.array(3, 2);
            assertEquals(first, address(small));
            assertEquals(second, address(arena.array(2)));
            small.assign(7);
            assertEquals(42, small.sumNumber().intValue());
            assertEquals('c', small.ordering());
            assertEquals(DataType.DOUBLE, small.dataType());
        }
    }
}
