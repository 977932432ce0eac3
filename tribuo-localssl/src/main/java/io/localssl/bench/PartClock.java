package io.localssl.bench;

import java.util.EnumMap;
import java.util.Map;

/**
 * Tells the parts of a step from each other: each lasts from the end of the one before to its own end, so together they are the step. It counts their nominal arithmetic as
 * well. Looking at the clock takes some 30 ns, a few dozen times a step. For the thread that drives the step.
 */
final class PartClock {
    private final Map<Part, long[]> nanos = new EnumMap<>(Part.class);
    private final Map<Part, double[]> operations = new EnumMap<>(Part.class);
    private double productOperations;
    private long begin;
    private long mark;

    PartClock() {
        for (Part part : Part.values()) {
            nanos.put(part, new long[1]);
            operations.put(part, new double[1]);
        }
    }

    /** Begins a step. */
    void start() {
        nanos.values().forEach(sum -> sum[0] = 0);
        operations.values().forEach(sum -> sum[0] = 0);
        productOperations = 0;
        begin = System.nanoTime();
        mark = begin;
    }

    /** Ends a part, or a piece of it, that has no arithmetic. */
    void end(Part part) {
        end(part, 0, 0);
    }

    /**
     * Ends a part, or a piece of it.
     *
     * @param products floating-point operations in convolutions and products with matrices of the losses.
     * @param others   all others that are counted.
     */
    void end(Part part, double products, double others) {
        long now = System.nanoTime();
        nanos.get(part)[0] += now - mark;
        operations.get(part)[0] += products + others;
        productOperations += products;
        mark = now;
    }

    /** Milliseconds from the start to the end of the last part. */
    double stepMillis() {
        return (mark - begin) / 1e6;
    }

    double millis(Part part) {
        return nanos.get(part)[0] / 1e6;
    }

    double operations(Part part) {
        return operations.get(part)[0];
    }

    /** Operations in convolutions and products with matrices of the losses. */
    double productOperations() {
        return productOperations;
    }
}
