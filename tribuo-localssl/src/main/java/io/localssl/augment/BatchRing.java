package io.localssl.augment;

import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The meeting place of the workers and the taker of batches. Workers claim the images of an epoch one at a time and in order, and fill them into a
 * ring of a few batches; the taker gets complete batches in order and gives each one back before it takes the next. Every method may be called by any
 * thread.
 */
final class BatchRing {

    /** One image to be made into two views; a worker keeps one object and has it filled anew for each claim. */
    static final class Claim {
        int epoch;
        int image;
        /** Where the views go, and from which places on. */
        float[] pixels = new float[0];
        int view1;
        int view2;
        private int slot;
    }

    private final ImageShape shape;
    private final ViewBatch[] ring;
    /** For each batch of the ring the number of its images that are not made yet. */
    private final int[] missing;

    private int epoch;
    private int[] order = new int[0];
    private int batchSize;
    private int batches;
    /** Batches of this epoch that have a place in the ring, that were taken, and the images claimed and being made. */
    private int assigned;
    private int taken;
    private int claimed;
    private int inWork;

    private boolean closed;
    private @Nullable String failure;
    private @Nullable Throwable cause;

    /**
     * @param shape   the shape of the views.
     * @param batches the number of batches that go round, the one in the hands of the taker included.
     */
    BatchRing(ImageShape shape, int batches) {
        this.shape = shape;
        this.ring = new ViewBatch[batches];
        Arrays.fill(ring, new ViewBatch(0, shape));
        this.missing = new int[batches];
    }

    /**
     * Begins an epoch and forgets what is left of the one before.
     *
     * @param epoch     its number.
     * @param order     the numbers of the images, not changed by anybody any more.
     * @param batchSize the number of images of a batch; the last may have less.
     */
    synchronized void start(int epoch, int[] order, int batchSize) throws InterruptedException {
        claimed = this.order.length; // of the epoch before nothing more is claimed
        while (inWork > 0) {
            wait();
        }
        requireOpen();
        this.epoch = epoch;
        this.order = order;
        this.batchSize = Math.min(batchSize, order.length);
        batches = order.length == 0 ? 0 : (order.length - 1) / this.batchSize + 1;
        assigned = 0;
        taken = 0;
        claimed = 0;
        failure = null;
        cause = null;
        assign();
    }

    /** Gives back the batch taken last; its place in the ring is filled anew. */
    synchronized void giveBack() {
        assign();
    }

    /**
     * Waits for the next batch.
     *
     * @return the batch, or null at the end of the epoch.
     * @throws AugmentationException if a worker failed or the ring is closed.
     */
    synchronized @Nullable ViewBatch take() throws InterruptedException {
        while (!closed && failure == null && taken < batches && missing[taken % ring.length] > 0) {
            wait();
        }
        requireOpen();
        if (failure != null) {
            throw new AugmentationException(failure, cause);
        }
        return taken == batches ? null : ring[taken++ % ring.length];
    }

    /**
     * Waits for an image to be made.
     *
     * @param claim receives it.
     * @return false if there will be none any more, as the ring is closed.
     */
    synchronized boolean awaitClaim(Claim claim) throws InterruptedException {
        while (!closed && !claimNow(claim)) {
            wait();
        }
        return !closed;
    }

    /**
     * Claims an image if there is one that has a place in the ring.
     *
     * @param claim receives it.
     * @return whether there is one.
     */
    synchronized boolean claimNow(Claim claim) {
        if (claimed == order.length || claimed >= (long) assigned * batchSize) {
            return false;
        }
        claim.epoch = epoch;
        claim.image = order[claimed];
        claim.slot = claimed / batchSize % ring.length;
        ring[claim.slot].point(claim, claimed % batchSize);
        claimed++;
        inWork++;
        return true;
    }

    /** Announces that an image is made. */
    synchronized void finish(Claim claim) {
        missing[claim.slot]--;
        inWork--;
        notifyAll();
    }

    /** Announces that an image could not be made; the rest of the epoch is dropped. */
    synchronized void fail(String message, Throwable reason) {
        failure = message;
        cause = reason;
        claimed = order.length;
        inWork--;
        notifyAll();
    }

    /** Sends everybody home. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Gives a place in the ring to every batch for which there is one: all places, as the taker holds none now. */
    private void assign() {
        int end = Math.min(batches, taken + ring.length);
        for (; assigned < end; assigned++) {
            int slot = assigned % ring.length;
            int from = assigned * batchSize;
            missing[slot] = Math.min(batchSize, order.length - from);
            if (ring[slot].capacity() < batchSize) {
                ring[slot] = new ViewBatch(batchSize, shape);
            }
            ring[slot].assign(order, from, missing[slot]);
        }
        notifyAll();
    }

    private void requireOpen() {
        if (closed) {
            throw new AugmentationException("found a closed view loader, expected an open one; make a new one");
        }
    }
}
