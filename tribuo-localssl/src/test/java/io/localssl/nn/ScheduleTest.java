package io.localssl.nn;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScheduleTest {

    @Test
    void aConstantRateIsTheSameAtEveryStep() {
        Schedule schedule = new Schedule.Constant(2e-4);
        for (int step : new int[]{1, 2, 1_000_000}) {
            assertEquals(2e-4, schedule.rate(step));
        }
    }

    /** Values known without a cosine table: 1, sqrt(3)/2, 1/2, 0 at 0, 30, 60 and 90 degrees. */
    @Test
    void risesInALineAndFallsAlongHalfACosine() {
        Schedule schedule = new Schedule.WarmUpCosine(0.6, 4, 10);
        double[] expected = {0.15, 0.3, 0.45, 0.6, 0.6, 0.3 * (1 + Math.sqrt(3) / 2), 0.3 * 1.5, 0.3, 0.3 * 0.5, 0.3 * (1 - Math.sqrt(3) / 2), 0, 0};
        for (int step = 1; step <= expected.length; step++) {
            assertEquals(expected[step - 1], schedule.rate(step), 1e-15, "step " + step);
        }
    }

    @Test
    void noStepOfTheTrainingIsLost() {
        for (int steps = 1; steps <= 7; steps++) {
            for (int warmUp = 0; warmUp <= steps; warmUp++) {
                Schedule schedule = new Schedule.WarmUpCosine(0.6, warmUp, steps);
                for (int step = 1; step <= steps; step++) {
                    assertTrue(schedule.rate(step) > 0 && schedule.rate(step) <= 0.6, schedule + " step " + step);
                }
                assertEquals(0.6, schedule.rate(Math.max(1, warmUp)), schedule.toString());
                assertEquals(0, schedule.rate(steps + 1), schedule.toString());
            }
        }
    }

    /** The paper's ImageNet recipe has a million steps: neither end may overflow. */
    @Test
    void aLongTrainingKeepsItsDigits() {
        int epoch = 1_281_167 / 64;
        Schedule schedule = new Schedule.WarmUpCosine(0.6, 5 * epoch, 50 * epoch);
        assertEquals(0.6 / (5 * epoch), schedule.rate(1), 1e-18);
        assertEquals(0.3, schedule.rate(5 * epoch + 45 * epoch / 2 + 1), 1e-6);
        assertEquals(0, schedule.rate(50 * epoch), 1e-10);
    }

    @Test
    void aWarmUpMustEndWithTheTraining() {
        LocalSSLException e = assertThrows(LocalSSLException.class, () -> new Schedule.WarmUpCosine(0.6, 5, 4));
        assertEquals("found a warm-up of 5 steps, expected 0 to 4, the steps of the whole training; shorten the warm-up or train longer", e.getMessage());
        assertThrows(LocalSSLException.class, () -> new Schedule.WarmUpCosine(0.6, -1, 4));
    }
}
