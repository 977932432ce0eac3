package io.localssl.augment;

import io.localssl.LocalSSLException;
import io.localssl.data.ImageSource;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the batches of an epoch in order, each image in two views, prepared by background threads while the caller works on the batch before.
 * <p>
 * The buffers are a fixed few that go round: the caller holds one batch while two more are prepared. A worker takes one image at a time and makes
 * both its views. The values do not depend on the number of threads, see {@link TwoViewAugmenter}. One thread at a time may call {@link #start} and
 * {@link #next}.
 */
public final class ViewLoader implements AutoCloseable {
    private static final int BUFFERS = 3;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final ImageSource images;
    private final TwoViewAugmenter augmenter;
    private final int batchSize;
    private final int threads;
    private final BatchRing ring;
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicLong augmentNanos = new AtomicLong();
    private final @Nullable Worker inline;

    /**
     * @param images    the images.
     * @param augmenter makes the views.
     * @param batchSize the number of images of a batch, at least 1; the last batch of an epoch may have fewer.
     * @param threads   the number of background threads; with 0, {@link #next()} prepares each batch itself.
     * @throws AugmentationException if a number is too small, or an image for plain crops.
     * @throws ImageShapeException   if the images do not have the channels that the augmenter expects.
     */
    public ViewLoader(ImageSource images, TwoViewAugmenter augmenter, int batchSize, int threads) {
        if (batchSize < 1) {
            throw new AugmentationException("found batch size " + batchSize + ", expected at least 1");
        }
        if (threads < 0) {
            throw new AugmentationException("found " + threads + " augmentation threads, expected at least 0");
        }
        if (images.getChannels() != augmenter.getShape().channels()) {
            throw new ImageShapeException("found images of " + images.getChannels() + " channels for views of " + augmenter.getShape() + ", expected as many; convert the images");
        }
        for (int i = 0; i < images.size(); i++) { // refuses an image that is too small now, not after hours
            augmenter.getSettings().requireFits(augmenter.getShape(), images.getHeight(i), images.getWidth(i));
        }
        this.images = images;
        this.augmenter = augmenter;
        this.batchSize = batchSize;
        this.threads = threads;
        this.ring = new BatchRing(augmenter.getShape(), threads == 0 ? 1 : BUFFERS);
        this.inline = threads == 0 ? new Worker() : null;
    }

    /**
     * How many threads prepare views while others compute.
     *
     * @param threads threads that compute, at least 1.
     * @return half as many, at least 1; they are idle most of the time.
     */
    public static int threadsBeside(int threads) {
        return Math.max(1, threads / 2);
    }

    /**
     * Begins to prepare the batches of an epoch. What is left of the epoch before is dropped, and its last batch with it.
     *
     * @param epoch the number of the epoch, one of the seeds of its views.
     * @param order the numbers of the images, in the order in which they are wanted; copied.
     * @throws AugmentationException if the loader is closed, the thread is interrupted, or a batch does not fit an array.
     */
    public void start(int epoch, int[] order) {
        try {
            ring.start(epoch, order.clone(), batchSize);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        while (workers.size() < threads) {
            Thread thread = new Thread(new Worker(), "localssl-augment-" + (workers.size() + 1));
            thread.setDaemon(true);
            workers.add(thread);
            thread.start();
        }
    }

    /**
     * Waits for the next batch of the epoch. The batch before must not be used any more.
     *
     * @return the batch, or null at the end of the epoch.
     * @throws AugmentationException if an image could not be read or augmented, if the loader is closed, or if the thread is interrupted while it waits.
     */
    public @Nullable ViewBatch next() {
        ring.giveBack();
        if (inline != null) {
            inline.makeAllThereAre();
        }
        try {
            return ring.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** @return the processor time in seconds that went into views so far, all threads together. */
    public double getAugmentSeconds() {
        return augmentNanos.get() * 1e-9;
    }

    /** Ends the background threads and waits until they have ended, which takes no longer than one image. */
    @Override
    public void close() {
        ring.close();
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true; // the images may be closed after this call, so nobody may still be reading them
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static AugmentationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AugmentationException("found the thread interrupted while it waited for augmented views; close the loader or call again", e);
    }

    private static long processorNanos() {
        return CLOCK.isCurrentThreadCpuTimeSupported() ? CLOCK.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Makes views until the ring is closed, in buffers of its own. */
    private final class Worker implements Runnable {
        private final BatchRing.Claim claim = new BatchRing.Claim();
        private final ViewTransform transform = augmenter.newTransform();
        private final byte[] image = new byte[images.getLargestSize()];

        @Override
        public void run() {
            try {
                while (ring.awaitClaim(claim)) {
                    make();
                }
            } catch (InterruptedException e) {
                ring.close(); // somebody ends all threads of the program
            }
        }

        void makeAllThereAre() {
            while (ring.claimNow(claim)) {
                make();
            }
        }

        private void make() {
            long begin = processorNanos();
            try {
                images.copyImage(claim.image, image, 0);
                int height = images.getHeight(claim.image);
                int width = images.getWidth(claim.image);
                transform.apply(image, height, width, claim.epoch, claim.image, 0, claim.pixels, claim.view1);
                transform.apply(image, height, width, claim.epoch, claim.image, 1, claim.pixels, claim.view2);
            } catch (Throwable e) { // whatever it is, the taker must hear of it rather than wait for ever
                String reason = e instanceof LocalSSLException ? e.getMessage() : e.toString();
                ring.fail("found a failure while making the views of image " + claim.image + " in epoch " + claim.epoch + ": " + reason, e);
                return;
            }
            augmentNanos.addAndGet(processorNanos() - begin);
            ring.finish(claim);
        }
    }
}
