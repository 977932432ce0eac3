package io.localssl.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The times of several steps. */
final class StepSamples {
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> computing = new ArrayList<>();
    private final Map<Part, List<Double>> parts = new EnumMap<>(Part.class);
    private final Map<Part, Double> operations = new EnumMap<>(Part.class);
    private double productOperations;

    /** Adds the step that a clock has timed. */
    void add(PartClock clock) {
        steps.add(clock.stepMillis());
        computing.add(clock.stepMillis() - clock.millis(Part.WAIT) - clock.millis(Part.TRANSFER));
        for (Part part : Part.values()) {
            if (part != Part.AUGMENT) {
                add(part, clock.millis(part), clock.operations(part));
            }
        }
        productOperations = clock.productOperations();
    }

    /** Adds a part that was timed by itself. */
    void add(Part part, double millis, double partOperations) {
        parts.computeIfAbsent(part, p -> new ArrayList<>()).add(millis);
        operations.put(part, partOperations);
    }

    int size() {
        return steps.size();
    }

    Timing step() {
        return timing(steps);
    }

    /** The nominal arithmetic in products over the time without waiting and transfer, in GFLOP/s. */
    double achievedGflops() {
        return rate(productOperations, timing(computing).ms());
    }

    Map<Part, PartMeasurement> parts() {
        Map<Part, PartMeasurement> measured = new EnumMap<>(Part.class);
        parts.forEach((part, millis) -> {
            Timing time = timing(millis);
            measured.put(part, new PartMeasurement(time, time.ms() == 0 ? 0 : rate(operations.get(part), time.ms())));
        });
        return measured;
    }

    private static double rate(double count, double millis) {
        return count / millis / 1e6;
    }

    private static Timing timing(List<Double> millis) {
        return Timing.of(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
