package io.localssl.data;

import java.io.Closeable;

/** Gives the images of a source one after the other. */
interface ImageReader extends Closeable {

    /**
     * Reads the next image.
     *
     * @param pixels receives the unsigned bytes of the image in (channel, row, column) order.
     * @return its label.
     * @throws io.localssl.image.ImageDataException if there is none or it is malformed.
     */
    String read(byte[] pixels);

    @Override
    void close();
}
