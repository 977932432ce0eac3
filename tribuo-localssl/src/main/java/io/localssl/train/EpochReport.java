package io.localssl.train;

import io.localssl.encoder.EncoderModel;

import java.util.function.Supplier;

/**
 * One finished epoch of training.
 *
 * @param epoch            the epoch, from 1.
 * @param epochs           the number of epochs.
 * @param blocks           the blocks that have a loss now, from 0.
 * @param meanBlockLosses  the loss of each of them, the mean over the images of the epoch.
 * @param secondsTotal     seconds since training began.
 * @param secondsAugment   CPU seconds that the augmenting threads have spent since then, most of them while steps computed.
 * @param imagesPerSecond  images of this epoch per second, each image with both its views.
 * @param peakOffheapMb    the largest resident memory beside the objects on the Java heap seen at the end of an epoch so far, in MiB.
 * @param snapshot         makes a model of the encoder as it is now; only valid during the call of the listener; the caller closes the model.
 */
public record EpochReport(int epoch, int epochs, int[] blocks, double[] meanBlockLosses, double secondsTotal, double secondsAugment, double imagesPerSecond,
                          double peakOffheapMb, Supplier<EncoderModel> snapshot) {
}
