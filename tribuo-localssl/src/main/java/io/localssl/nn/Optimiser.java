package io.localssl.nn;

/**
 * How a parameter descends its gradient. An optimiser holds settings only: what it remembers of a parameter is kept by the parameter, so that one optimiser
 * serves all of them, and the learning rate comes from a {@link Schedule} that knows nothing of optimisers.
 */
public interface Optimiser {

    /** @return how many arrays of its size it keeps of each parameter. */
    int moments();

    /**
     * The same with another decay.
     *
     * @param decay the weight decay.
     * @return the optimiser.
     */
    Optimiser withWeightDecay(double decay);

    /**
     * One step. Parameters of type FLOAT only.
     *
     * @param parameter    the parameter with its gradient.
     * @param step         t, from 1: how many updates of this parameter this one makes.
     * @param learningRate lr of this step.
     * @param sweep        walks over it; the result does not depend on the number of its workers.
     */
    void update(Parameter parameter, int step, double learningRate, ParameterSweep sweep);
}
