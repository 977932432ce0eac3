package io.localssl.bench;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TimingTest {

    @Test
    void medianFastestAndQuartiles() {
        assertEquals(new Timing(3, 1, 2), Timing.of(5, 1, 4, 2, 3));
        assertEquals(new Timing(2.5, 1, 1.5), Timing.of(4, 3, 2, 1));
        assertEquals(new Timing(7, 7, 0), Timing.of(7));
    }
}
