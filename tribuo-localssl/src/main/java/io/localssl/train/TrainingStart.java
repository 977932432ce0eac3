package io.localssl.train;

import io.localssl.augment.TwoViewAugmenter;
import io.localssl.data.ImageSource;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Schedule;

/**
 * A training run that is about to take its first step. All of it is owned by the trainer and valid until training ends.
 *
 * @param learner   what learns, with its initial parameters; a listener may read it and run it forward, but not change it.
 * @param images    the images.
 * @param augmenter makes their views.
 * @param batchSize images in a step.
 * @param epochs    the number of epochs.
 * @param optimiser the optimiser.
 * @param schedule  its rates, by the number of the step from 1 over all epochs.
 */
public record TrainingStart(Learner learner, ImageSource images, TwoViewAugmenter augmenter, int batchSize, int epochs, Optimiser optimiser, Schedule schedule) {
}
