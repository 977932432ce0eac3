package io.localssl.nn;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ParameterTest {

    @Test
    void hasAsManyMomentsAsItsOptimiserKeeps() {
        try (Parameter fixed = new Parameter(DataType.FLOAT, 3, 4);
             Parameter lars = new Parameter(DataType.FLOAT, 3, 4);
             Parameter adam = new Parameter(DataType.FLOAT, 3, 4);
             Workers workers = new Workers(1);
             ParameterSweep sweep = new ParameterSweep(workers)) {
            for (int step = 1; step <= 3; step++) {
                new Lars(0).update(lars, step, 0.1, sweep);
                new AdamW(0).update(adam, step, 0.1, sweep);
            }
            assertEquals(0, fixed.moments());
            assertEquals(1, lars.moments());
            assertEquals(2, adam.moments());
        }
    }

    /** Moments of one optimiser mean nothing to another. */
    @Test
    void keepsToOneOptimiser() {
        try (Parameter parameter = new Parameter(DataType.FLOAT, 3); Workers workers = new Workers(1); ParameterSweep sweep = new ParameterSweep(workers)) {
            new AdamW(0).update(parameter, 1, 0.1, sweep);
            assertThrows(IllegalStateException.class, () -> new Lars(0).update(parameter, 2, 0.1, sweep));
        }
    }

    @Test
    void closesAllThatItOwns() {
        Parameter parameter = new Parameter(DataType.FLOAT, 3);
        List<INDArray> owned = List.of(parameter.value(), parameter.gradient(), parameter.moments(2));
        assertFalse(owned.stream().anyMatch(INDArray::wasClosed));
        parameter.close();
        assertTrue(owned.stream().allMatch(INDArray::wasClosed));
    }
}
