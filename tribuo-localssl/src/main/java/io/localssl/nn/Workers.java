package io.localssl.nn;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * A fixed number of threads that do one task together, the calling thread among them. Native arithmetic that a task calls uses one thread for each worker, so
 * a task that splits its work by index alone computes the same bits whenever its workers run.
 * <p>
 * Whoever waits spins for some microseconds, for the next task mostly follows at once, and then parks, to leave the processor to others. The threads are
 * daemons and end when this is closed. One thread drives it.
 */
public final class Workers implements AutoCloseable {

    /** A part of a task. */
    @FunctionalInterface
    public interface Part {
        /**
         * Does it.
         *
         * @param worker the worker that does it, from 0, which may own what only one can use at a time.
         * @param index  which part, from 0.
         */
        void run(int worker, int index);
    }

    /** A piece of a task that goes through a range of numbers. */
    @FunctionalInterface
    public interface Piece {
        /**
         * Does it.
         *
         * @param worker the worker that does it, from 0.
         * @param from   the first number.
         * @param to     behind the last one.
         */
        void run(int worker, int from, int to);
    }

    private static final long SPIN_NANOS = 50_000;

    private final int threads;
    private final List<Thread> others = new ArrayList<>();
    private final @Nullable Throwable[] failures;
    private final AtomicInteger pending = new AtomicInteger();
    private final NativeOps ops;
    private @Nullable Thread driver;
    private @Nullable IntConsumer task;
    private volatile int round = 0;
    private volatile boolean closed = false;

    /**
     * Starts the threads.
     *
     * @param threads how many workers, at least 1; one fewer threads are started.
     */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("found " + threads + " threads, expected at least 1");
        }
        Nd4j.factory(); // loads ND4J, which sets the operations below
        ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
        this.threads = threads;
        failures = new Throwable[threads];
        for (int i = 1; i < threads; i++) {
            int index = i;
            Thread thread = new Thread(() -> serve(index), "localssl-worker-" + index);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
    }

    /** @return the number of workers. */
    public int threads() {
        return threads;
    }

    /**
     * Runs a task once for each worker and returns when all are done: what was written before is seen by the task, and what it writes afterwards.
     *
     * @param task receives the index of the worker, from 0; index 0 runs on the calling thread. It must not call this method.
     * @throws IllegalStateException if this is closed. What a task throws is rethrown, that of the lowest index with the others suppressed.
     */
    public void run(IntConsumer task) {
        run(threads, task);
    }

    /**
     * Shares out the parts of a task: a worker that has done one takes the next, so that one that the system interrupts holds up no more than its own part. Which
     * worker does which part is left to chance. A single part wakes nobody.
     *
     * @param parts how many.
     * @param part  what each of them is.
     */
    public void share(int parts, Part part) {
        AtomicInteger next = new AtomicInteger();
        run(Math.min(parts, threads), worker -> {
            for (int index = next.getAndIncrement(); index < parts; index = next.getAndIncrement()) {
                part.run(worker, index);
            }
        });
    }

    /**
     * Shares out the numbers from 0 on in pieces of one length, the last of which may be shorter.
     *
     * @param length how many numbers.
     * @param most   how many in a piece.
     * @param piece  what is done with a piece.
     */
    public void share(int length, int most, Piece piece) {
        share((length + most - 1) / most, (worker, index) -> piece.run(worker, index * most, Math.min(length, (index + 1) * most)));
    }

    private void run(int awake, IntConsumer task) {
        if (closed) {
            throw new IllegalStateException("found workers that are closed, expected open ones");
        }
        int openMp = ops.ompGetMaxThreads();
        ops.setOmpNumThreads(1); // a number that OpenMP keeps for each thread
        try {
            this.task = task;
            if (awake > 1) {
                driver = Thread.currentThread();
                pending.set(threads - 1);
                announce();
            }
            attempt(0);
            await(() -> pending.get() == 0);
        } finally {
            ops.setOmpNumThreads(openMp);
        }
        rethrow();
    }

    private void serve(int index) {
        ops.setOmpNumThreads(1);
        for (int seen = 0; ; seen++) {
            int last = seen;
            await(() -> round != last);
            if (closed) {
                return;
            }
            Thread caller = Objects.requireNonNull(driver);
            attempt(index);
            if (pending.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
            }
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread drives
    private void announce() {
        round++;
        others.forEach(LockSupport::unpark);
    }

    private void attempt(int index) {
        try {
            Objects.requireNonNull(task).accept(index);
        } catch (Throwable e) { // not to be lost in a thread of ours: the driver rethrows it
            failures[index] = e;
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park();
                interrupted |= Thread.interrupted(); // which would keep it from parking
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void rethrow() {
        Throwable first = null;
        for (Throwable failure : failures) {
            if (first == null) {
                first = failure;
            } else if (failure != null && failure != first) {
                first.addSuppressed(failure);
            }
        }
        Arrays.fill(failures, null);
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            announce();
        }
    }
}
