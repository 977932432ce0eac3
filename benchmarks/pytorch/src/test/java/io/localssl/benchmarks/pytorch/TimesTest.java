package io.localssl.benchmarks.pytorch;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TimesTest {

    @Test
    void medianAndLeast() {
        assertEquals(new Times(3, 1), Times.of(9_000_000, 1_000_000, 3_000_000));
        assertEquals(new Times(2.5, 1), Times.of(4_000_000, 1_000_000, 3_000_000, 2_000_000));
    }
}
