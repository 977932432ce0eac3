package io.localssl.cli;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ClosedOnFailureTest {
    private final List<String> ends = new ArrayList<>();

    @Test
    void whatGoesWellIsLeftAlone() {
        Iterator<Integer> items = new ClosedOnFailure<>(List.of(1, 2).iterator(), () -> ends.add("end"));
        assertEquals(List.of(1, 2), List.of(items.next(), items.next()));
        assertFalse(items.hasNext());
        assertEquals(List.of(), ends);
    }

    @Test
    void theEndComesBeforeTheFailure() {
        Iterator<Integer> items = new ClosedOnFailure<>(List.<Integer>of().iterator(), () -> ends.add("end"));
        assertThrows(NoSuchElementException.class, items::next);
        assertEquals(List.of("end"), ends);
        Iterator<Integer> broken = new ClosedOnFailure<>(new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw new IllegalStateException("broken");
            }

            @Override
            public Integer next() {
                throw new AssertionError("not asked for");
            }
        }, () -> ends.add("again"));
        assertThrows(IllegalStateException.class, broken::hasNext);
        assertEquals(List.of("end", "again"), ends);
    }
}
