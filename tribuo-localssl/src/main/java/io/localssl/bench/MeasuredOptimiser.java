package io.localssl.bench;

import io.localssl.nn.AdamW;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import io.localssl.nn.ParameterSweep;

/**
 * AdamW, which says when it is done.
 *
 * @param optimiser computes.
 * @param clock     is told.
 */
record MeasuredOptimiser(AdamW optimiser, PartClock clock) implements Optimiser {

    @Override
    public int moments() {
        return optimiser.moments();
    }

    @Override
    public MeasuredOptimiser withWeightDecay(double decay) {
        return new MeasuredOptimiser(optimiser.withWeightDecay(decay), clock);
    }

    @Override
    public void update(Parameter parameter, int step, double learningRate, ParameterSweep sweep) {
        optimiser.update(parameter, step, learningRate, sweep);
        long n = parameter.value().length();
        clock.end(Part.UPDATE, Arithmetic.product(parameter.gradientRank(), n, 1), Arithmetic.adamW(n)); // the update computes gradients that are products
    }
}
