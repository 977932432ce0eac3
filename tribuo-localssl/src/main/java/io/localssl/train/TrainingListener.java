package io.localssl.train;

/** Follows a training run. It is called by the training thread, so what takes long holds up training; what it throws ends training. */
public interface TrainingListener {

    /**
     * Training begins.
     *
     * @param start what is there before the first step.
     */
    default void onStart(TrainingStart start) {
    }

    /**
     * A step is done.
     *
     * @param report its losses.
     */
    default void onStep(StepReport report) {
    }

    /**
     * An epoch is done.
     *
     * @param report its losses, and a way to a model.
     */
    default void onEpoch(EpochReport report) {
    }
}
