package io.localssl.train;

import java.util.SplittableRandom;

/**
 * The random numbers of a training: one stream for each purpose, so that a change to one leaves the others as they are.
 *
 * @param parameters       what the parameters begin as, see {@link Initial}.
 * @param shuffling        the order of the images.
 * @param augmentationSeed how views are augmented.
 * @param negatives        which images are compared.
 */
record Streams(SplittableRandom parameters, SplittableRandom shuffling, long augmentationSeed, SplittableRandom negatives) {

    /**
     * @param seed        the seed of a trainer.
     * @param invocations how often it has trained before.
     * @return the streams of its next training.
     */
    static Streams of(long seed, int invocations) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < invocations; i++) {
            random.split();
        }
        SplittableRandom next = random.split();
        return new Streams(next.split(), next.split(), next.split().nextLong(), next.split());
    }

    /**
     * Where initial parameters come from: those of the encoder do not depend on what a rule draws besides.
     *
     * @param encoder  weights and biases of the blocks.
     * @param matrices those of the losses and of direct feedback.
     */
    record Initial(SplittableRandom encoder, SplittableRandom matrices) {

        /** The streams of a learner that draws from {@code random}, which is used up. */
        static Initial of(SplittableRandom random) {
            SplittableRandom matrices = random.split();
            return new Initial(random, matrices);
        }
    }
}
