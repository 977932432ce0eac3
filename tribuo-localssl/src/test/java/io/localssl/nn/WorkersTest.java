package io.localssl.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.nativeblas.NativeOpsHolder;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class WorkersTest {

    /** Each index once, index 0 on the calling thread; what the task writes is seen after it, also when the workers have gone to sleep in between. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void runsEveryIndexOnceAndSeesWhatTheyWrite(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertEquals(threads, workers.threads());
            int[] counts = new int[threads];
            Thread[] ran = new Thread[threads];
            for (int round = 1; round <= 2000; round++) {
                int add = round;
                workers.run(index -> {
                    counts[index] += add;
                    ran[index] = Thread.currentThread();
                });
                int[] expected = new int[threads];
                Arrays.fill(expected, round * (round + 1) / 2);
                assertArrayEquals(expected, counts);
                if (round % 500 == 0) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
            assertSame(Thread.currentThread(), ran[0]);
            for (int i = 1; i < threads; i++) {
                assertNotSame(ran[i - 1], ran[i]);
                assertTrue(ran[i].isDaemon() && ran[i].getName().equals("localssl-worker-" + i), ran[i].getName());
            }
        }
    }

    /** A worker that is long done waits for one that is not, and so does the caller. */
    @Test
    void waitsForTheSlowest() {
        try (Workers workers = new Workers(3)) {
            for (int slow = 0; slow < 3; slow++) {
                int late = slow;
                boolean[] done = new boolean[3];
                workers.run(index -> {
                    LockSupport.parkNanos(index == late ? 5_000_000 : 0);
                    done[index] = true;
                });
                assertArrayEquals(new boolean[]{true, true, true}, done);
            }
        }
    }

    @Test
    void rethrowsTheFailureOfTheLowestIndexAndGoesOn() {
        try (Workers workers = new Workers(3)) {
            IllegalStateException second = new IllegalStateException("second");
            AssertionError third = new AssertionError("third");
            assertSame(second, assertThrows(IllegalStateException.class, () -> workers.run(index -> {
                if (index == 1) {
                    throw second;
                }
                if (index == 2) {
                    throw third;
                }
            })));
            assertArrayEquals(new Throwable[]{third}, second.getSuppressed());
            int[] counts = new int[3];
            workers.run(index -> counts[index]++);
            assertArrayEquals(new int[]{1, 1, 1}, counts);
        }
    }

    /** A worker is always the same thread, and a single part is done by the caller. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 8})
    void sharesEachPartOnce(int parts) {
        try (Workers workers = new Workers(3)) {
            Map<Integer, Thread> threads = new ConcurrentHashMap<>(Map.of(0, Thread.currentThread()));
            AtomicIntegerArray counts = new AtomicIntegerArray(parts);
            for (int round = 0; round < 3; round++) {
                workers.share(parts, (worker, index) -> {
                    assertSame(Thread.currentThread(), threads.computeIfAbsent(worker, w -> Thread.currentThread()));
                    counts.getAndIncrement(index);
                });
            }
            for (int i = 0; i < parts; i++) {
                assertEquals(3, counts.get(i));
            }
            assertTrue(parts != 1 || threads.size() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 13})
    void sharesEachNumberOnceInPiecesOfOneLength(int length) {
        try (Workers workers = new Workers(2)) {
            AtomicIntegerArray counts = new AtomicIntegerArray(length);
            workers.share(length, 4, (worker, from, to) -> {
                assertEquals(0, from % 4);
                assertTrue(to == from + 4 || to == length && to > from && to < from + 4);
                for (int i = from; i < to; i++) {
                    counts.getAndIncrement(i);
                }
            });
            for (int i = 0; i < length; i++) {
                assertEquals(1, counts.get(i));
            }
        }
    }

    /** The part that is held up ends only when the others have done the rest. */
    @Test
    void othersDoThePartsOfOneThatIsHeldUp() {
        try (Workers workers = new Workers(3)) {
            CountDownLatch rest = new CountDownLatch(8);
            boolean[] done = new boolean[1];
            workers.share(9, (worker, index) -> {
                if (index > 0) {
                    rest.countDown();
                } else {
                    done[0] = await(rest);
                }
            });
            assertTrue(done[0]);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nativeArithmeticOfATaskHasOneThread() {
        try (ComputeThreads driver = new ComputeThreads(2); Workers workers = new Workers(2)) {
            int[] found = new int[2];
            workers.run(index -> found[index] = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
            assertArrayEquals(new int[]{1, 1}, found);
            assertEquals(2, NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
        }
    }

    @Test
    void keepsAnInterruptForItsCaller() {
        try (Workers workers = new Workers(2)) {
            Thread.currentThread().interrupt();
            boolean[] done = new boolean[2];
            workers.run(index -> {
                if (index == 1) {
                    LockSupport.parkNanos(5_000_000);
                }
                done[index] = true;
            });
            assertTrue(Thread.interrupted() && done[0] && done[1]);
        }
    }

    @Test
    void endsItsThreadsWhenClosed() throws InterruptedException {
        Workers workers = new Workers(2);
        Thread[] ran = new Thread[2];
        workers.run(index -> ran[index] = Thread.currentThread());
        workers.close();
        workers.close();
        ran[1].join();
        assertFalse(ran[1].isAlive());
        assertThrows(IllegalStateException.class, () -> workers.run(index -> { }));
        assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    }
}
