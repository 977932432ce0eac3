package io.localssl.bench;

/**
 * A part of a step.
 *
 * @param time   how long it takes.
 * @param gflops its nominal arithmetic over its median time, in GFLOP/s: 2 for a multiplication and an addition, by the formulas and not by the method that computes them.
 */
public record PartMeasurement(Timing time, double gflops) {
}
