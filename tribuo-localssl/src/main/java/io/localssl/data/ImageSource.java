package io.localssl.data;

import io.localssl.image.ImageShape;

/**
 * Images of one shape, found by their number. Several threads may read at once.
 */
public interface ImageSource {

    /** @return the shape of every image. */
    ImageShape getShape();

    /** @return the number of images. */
    int size();

    /**
     * Copies one image.
     *
     * @param index       its number, from 0 to {@link #size()} - 1.
     * @param destination receives the pixels as unsigned bytes in (channel, row, column) order.
     * @param offset      the first place written.
     */
    void copyImage(int index, byte[] destination, int offset);
}
