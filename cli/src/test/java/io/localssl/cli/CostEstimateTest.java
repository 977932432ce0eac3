package io.localssl.cli;

import io.localssl.train.StepReport;
import org.junit.jupiter.api.Test;

import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CostEstimateTest {
    private final SetClock clock = new SetClock();

    private Optional<String> step(CostEstimate cost, int epochs, int images, double seconds) {
        clock.advance(seconds);
        return cost.onStep(new StepReport(1, epochs, 1, 1, new int[] {0}, new double[] {2}, images));
    }

    /** Steps of equal length until there is a line. */
    private String first(CostEstimate cost, int epochs, int images, double seconds) {
        for (int step = 0; step < 10_000; step++) {
            Optional<String> line = step(cost, epochs, images, seconds);
            if (line.isPresent()) {
                return line.get();
            }
        }
        throw new AssertionError("no line");
    }

    @Test
    void leavesTheFirstSecondsOut() {
        CostEstimate cost = new CostEstimate(clock, 1000);
        assertTrue(step(cost, 10, 32, 2.9).isEmpty(), "the first step compiles");
        assertTrue(step(cost, 10, 32, 0.1).isEmpty(), "the warm-up ends here");
        for (int i = 0; i < 13; i++) {
            assertTrue(step(cost, 10, 32, 0.5).isEmpty());
        }
        // 14 steps of 32 images in 7 seconds are 64 a second; 16 * 32 of 10,000 images are done, so 9488 are left: 148 seconds from 22:00:10
        assertEquals("64 images/s on this machine: 1,000 images an epoch, 10 epochs, 2 minutes left, done 2026-01-31 22:02 at this rate",
                step(cost, 10, 32, 0.5).orElseThrow());
        assertEquals("2026-01-31T22:00:10Z", clock.instant().toString());
        assertTrue(step(cost, 10, 32, 100).isEmpty(), "it is told once");
    }

    @Test
    void ofSlowStepsTheFirstIsWarmUp() {
        CostEstimate cost = new CostEstimate(clock, 100);
        assertTrue(step(cost, 1, 10, 90).isEmpty());
        assertTrue(step(cost, 1, 10, 20).isEmpty(), "one step is not enough");
        assertTrue(step(cost, 1, 10, 20).orElseThrow().startsWith("0.50 images/s on this machine: 100 images an epoch, 1 epochs, 2 minutes left"));
    }

    @Test
    void aRunThatIsOverSoonerSaysNothing() {
        CostEstimate cost = new CostEstimate(clock, 100);
        for (int i = 0; i < 99; i++) {
            assertTrue(step(cost, 1, 10, 0.1).isEmpty());
        }
    }

    @Test
    void longRunsAreToldHowToShorten() {
        // 32 images a second: 115,200 images an hour, 11 epochs of 10,000
        String days = first(new CostEstimate(clock, 10_000), 3000, 16, 0.5);
        assertTrue(days.contains("260 hours (10.9 days) left, done 2026-02-11"), days);
        assertTrue(days.endsWith("; to shorten it: --epochs 11 takes an hour, and a smaller --net is faster"), days);
        String hours = first(new CostEstimate(clock, 1_000_000), 1, 16, 0.5);
        assertTrue(hours.contains(" 8.7 hours left"), hours);
        assertTrue(hours.contains("--epochs 1 with #115200 behind --data takes an hour"), hours);
        String almost = first(new CostEstimate(clock, 1000), 115, 16, 0.5);
        assertTrue(almost.contains("60 minutes left"), almost);
        assertFalse(almost.contains("shorten"), almost);
    }

    @Test
    void doneIsNotBeforeNow() {
        String line = first(new CostEstimate(clock, 10), 1, 16, 0.5);
        assertTrue(line.contains("0 seconds left, done 2026-01-31 22:00"), line);
    }
}
