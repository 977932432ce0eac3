package io.localssl.cli;

import java.util.Iterator;
import java.util.function.Supplier;

/**
 * What is read with something on the screen that has to go before an error is told: a progress bar would stand before it on the same line.
 *
 * @param items what is read.
 * @param end   run before a failure goes on.
 * @param <E>   the type of the items.
 */
record ClosedOnFailure<E>(Iterator<E> items, Runnable end) implements Iterator<E> {

    @Override
    public boolean hasNext() {
        return orEnd(items::hasNext);
    }

    @Override
    public E next() {
        return orEnd(items::next);
    }

    private <T> T orEnd(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException | Error e) {
            end.run();
            throw e;
        }
    }
}
