package io.localssl.data;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/** Gives the images of a source one after the other. */
interface ImageReader extends Closeable {

    /**
     * Reads the next image.
     *
     * @param pixels receives the unsigned bytes of the image in (channel, row, column) order.
     * @return its label, null if it has none.
     * @throws io.localssl.image.ImageDataException if there is none or it is malformed.
     */
    @Nullable String read(byte[] pixels);

    @Override
    void close();
}
