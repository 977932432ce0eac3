package io.localssl.bench;

import java.util.Map;

/**
 * What a step of training costs.
 *
 * @param images           images in a step, each in two views.
 * @param threads          threads that compute.
 * @param step             a whole step: waiting for views, their transfer, and {@link io.localssl.train.Learner#step}; views are prepared beside it.
 * @param steps            how many were measured.
 * @param parts            each part.
 * @param gemmCeilingGflops how fast the same product library multiplies large matrices, median of several before and after the steps, in GFLOP/s.
 * @param achievedGflops   the nominal arithmetic of convolutions and of products with the matrices of the losses over the median time of {@code Learner.step}.
 * @param local            memory of the rule; of its local counterpart, if the rule is back-propagation.
 * @param backPropagation  memory of the same objective at the top alone, back-propagated.
 */
public record StepMeasurement(int images, int threads, Timing step, int steps, Map<Part, PartMeasurement> parts, double gemmCeilingGflops, double achievedGflops,
        StepMemory local, StepMemory backPropagation) {

    /** @return images a second of the median step. */
    public double imagesPerSecond() {
        return 1000 * images / step.ms();
    }

    /** @return what is achieved over the ceiling; above 1 where convolutions take fewer multiplications than their formula. */
    public double efficiency() {
        return achievedGflops / gemmCeilingGflops;
    }
}
