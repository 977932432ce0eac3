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

    /**
     * This listener, then another.
     *
     * @param next hears of everything after this one.
     * @return both.
     */
    default TrainingListener andThen(TrainingListener next) {
        TrainingListener first = this;
        return new TrainingListener() {
            @Override
            public void onStart(TrainingStart start) {
                first.onStart(start);
                next.onStart(start);
            }

            @Override
            public void onStep(StepReport report) {
                first.onStep(report);
                next.onStep(report);
            }

            @Override
            public void onEpoch(EpochReport report) {
                first.onEpoch(report);
                next.onEpoch(report);
            }
        };
    }
}
