package io.localssl.bench;

import io.localssl.nn.AdamW;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import io.localssl.nn.ParameterSweep;

/**
 * AdamW, which says when it is done.
 *
 * @param optimiser computes.
 * @param rows      the rows of a batch, the rank of the gradient of a matrix.
 * @param clock     is told.
 */
record MeasuredOptimiser(AdamW optimiser, long rows, PartClock clock) implements Optimiser {

    @Override
    public int moments() {
        return optimiser.moments();
    }

    @Override
    public MeasuredOptimiser withWeightDecay(double decay) {
        return new MeasuredOptimiser(optimiser.withWeightDecay(decay), rows, clock);
    }

    @Override
    public void update(Parameter parameter, int step, double learningRate, ParameterSweep sweep) {
        optimiser.update(parameter, step, learningRate, sweep);
        long n = parameter.value().length();
        boolean matrix = parameter.value().rank() == 2; // of a loss, whose gradient is a product that the update computes; weights have four dimensions
        clock.end(Part.UPDATE, matrix ? Arithmetic.product(rows, n, 1) : 0, Arithmetic.adamW(n));
    }
}
