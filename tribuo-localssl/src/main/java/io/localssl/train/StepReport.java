package io.localssl.train;

/**
 * One finished step of training.
 *
 * @param epoch         the epoch, from 1.
 * @param epochs        the number of epochs.
 * @param step          the step within the epoch, from 1.
 * @param stepsPerEpoch the number of steps in an epoch.
 * @param blocks        the blocks that have a loss now, from 0.
 * @param blockLosses   the loss of each of them before the update; for the reader, who may keep it.
 * @param images        the number of images in the batch.
 */
public record StepReport(int epoch, int epochs, int step, int stepsPerEpoch, int[] blocks, double[] blockLosses, int images) {
}
