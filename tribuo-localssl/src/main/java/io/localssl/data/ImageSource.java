package io.localssl.data;

import io.localssl.image.ImageShape;

/**
 * Images of one shape or with sides of their own, found by their number. Several threads may read at once.
 */
public interface ImageSource {

    /**
     * @return the shape of every image.
     * @throws io.localssl.LocalSSLException if images have sides of their own, see {@link #isMixed}.
     */
    ImageShape getShape();

    /** @return whether images have sides of their own. They have as many channels all the same. */
    default boolean isMixed() {
        return false;
    }

    /** @return the channels of every image. */
    default int getChannels() {
        return getShape().channels();
    }

    /**
     * @param index the number of an image.
     * @return its rows.
     */
    default int getHeight(int index) {
        return getShape().height();
    }

    /**
     * @param index the number of an image.
     * @return its columns.
     */
    default int getWidth(int index) {
        return getShape().width();
    }

    /** @return the pixel values of the largest image. */
    default int getLargestSize() {
        return getShape().size();
    }

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
