package io.localssl.augment;

import io.localssl.image.ImageShape;

/**
 * Two augmented, normalised views of some images. Its buffers are used again: a batch is valid until the next call of {@link ViewLoader#next()}.
 */
public final class ViewBatch {
    private final int imageSize;
    private final float[] pixels;
    private final int[] images;
    private int size;

    /**
     * @param capacity the largest number of images.
     * @param shape    the shape of a view.
     * @throws AugmentationException if the views do not fit an array.
     */
    ViewBatch(int capacity, ImageShape shape) {
        long values = 2L * capacity * shape.size();
        if (values > Integer.MAX_VALUE - 8) {
            throw new AugmentationException("found batches of " + capacity + " images of shape " + shape + ", expected at most "
                    + (Integer.MAX_VALUE - 8) / 2 / shape.size() + "; choose a smaller batch size");
        }
        this.imageSize = shape.size();
        this.pixels = new float[(int) values];
        this.images = new int[capacity];
    }

    /** @return n, the number of images. */
    public int size() {
        return size;
    }

    /**
     * The views, 2n rows of C * H * W values in (channel, row, column) order: rows 0 to n-1 are view 1, rows n to 2n-1 view 2 of the same images.
     *
     * @return the buffer itself; longer than its 2n rows where the batch is the last, partial one.
     */
    public float[] pixels() {
        return pixels;
    }

    /**
     * @param row a number from 0 to n-1.
     * @return the number of the image whose views are the rows {@code row} and n + {@code row}.
     */
    public int image(int row) {
        return images[row];
    }

    /** @return the largest number of images. */
    int capacity() {
        return images.length;
    }

    /** Announces the images that will be filled in: {@code count} numbers of {@code order}, from the place {@code from}. */
    void assign(int[] order, int from, int count) {
        size = count;
        System.arraycopy(order, from, images, 0, count);
    }

    /** Tells a worker where the views of the image of a row go. */
    void point(BatchRing.Claim claim, int row) {
        claim.pixels = pixels;
        claim.view1 = row * imageSize;
        claim.view2 = (size + row) * imageSize;
    }
}
