package io.localssl.analysis;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class IntervalTest {

    @Test
    void usesStudentsT() {
        // t(0.975, 4) = 2.776445105 from the tables; the standard deviation of 1..5 is sqrt(2.5)
        Interval interval = Interval.of(5, 3, 1, 2, 4);
        assertEquals(3, interval.mean(), 1e-15);
        assertEquals(2.776445105 * Math.sqrt(2.5) / Math.sqrt(5), interval.halfWidth(), 1e-8);
        assertEquals(5, interval.n());
        // t(0.975, 1) = 12.7062047
        assertEquals(12.7062047 * 1, Interval.of(-1, 1).halfWidth(), 1e-6);
    }

    @Test
    void approachesTheNormalDistribution() {
        double[] values = new double[20_000];
        Arrays.setAll(values, i -> i % 2);
        assertEquals(1.95996 * 0.5 / Math.sqrt(20_000), Interval.of(values).halfWidth(), 1e-6);
    }

    @Test
    void oneMeasurementHasNoSpread() {
        assertEquals(new Interval(0.25, 0, 1), Interval.of(0.25));
        assertEquals(new Interval(7, 0, 3), Interval.of(7, 7, 7));
        assertThrows(IllegalArgumentException.class, Interval::of);
    }
}
