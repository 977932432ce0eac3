package io.localssl.bench;

import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewBatch;
import io.localssl.augment.ViewLoader;
import io.localssl.data.ChannelStatistics;
import io.localssl.data.ImageStore;

import java.util.stream.IntStream;

/** Full batches of augmented views without end, as pretraining gets them. It owns the threads that prepare them. */
final class Batches implements AutoCloseable {
    private static final int BATCHES_AN_EPOCH = 1000;

    private final ViewLoader loader;
    private final int[] order;
    private int epoch = 0;

    /**
     * @param threads how many threads prepare batches in the background; with 0 {@link #next} does it.
     */
    Batches(ImageStore images, AugmentationSettings settings, int batch, int threads) {
        ChannelStatistics statistics = ChannelStatistics.of(images);
        TwoViewAugmenter augmenter = new TwoViewAugmenter(settings, images.getShape(), statistics.mean(), statistics.std(), 1);
        loader = new ViewLoader(images, augmenter, batch, threads);
        order = IntStream.range(0, BATCHES_AN_EPOCH * batch).map(i -> i % images.size()).toArray();
    }

    /** @return the next batch, valid until the one after it. */
    ViewBatch next() {
        ViewBatch batch = epoch == 0 ? null : loader.next();
        while (batch == null) {
            epoch++;
            loader.start(epoch, order);
            batch = loader.next();
        }
        return batch;
    }

    @Override
    public void close() {
        loader.close();
    }
}
