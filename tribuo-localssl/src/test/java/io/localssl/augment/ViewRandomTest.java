package io.localssl.augment;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ViewRandomTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE, 0x9E3779B97F4A7C15L})
    void itsNumbersAreThoseOfSplittableRandom(long seed) {
        ViewRandom random = new ViewRandom();
        random.seed(99);
        random.nextLong(); // nothing is left of what was before
        random.seed(seed);
        SplittableRandom expected = new SplittableRandom(seed);
        assertEquals(expected.nextLong(), ViewRandom.next(seed));
        random.nextLong();
        for (int i = 1; i < 500; i++) {
            assertEquals(expected.nextDouble(), random.nextDouble());
            assertEquals(expected.nextInt(i), random.nextInt(i));
            assertEquals(expected.nextInt(), random.nextInt());
            assertEquals(expected.nextLong(), random.nextLong());
        }
    }
}
