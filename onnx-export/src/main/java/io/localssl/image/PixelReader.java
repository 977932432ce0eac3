package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/** Gives the images of a source one after the other. */
public interface PixelReader extends Closeable {

    /**
     * Finds out whether there is another image. Sources that know how many there are need not be asked.
     *
     * @return whether there is one.
     * @throws ImageDataException if too many files on the way to it are malformed.
     */
    default boolean hasNext() {
        return true;
    }

    /**
     * @return the shape of the next image, or null: that of the source, which all its images have.
     * @throws ImageDataException as {@link #hasNext}.
     */
    default @Nullable ImageShape nextShape() {
        return null;
    }

    /**
     * Reads the next image.
     *
     * @param pixels receives the unsigned bytes of the image in (channel, row, column) order, from its beginning; as long as the image, or longer if images have shapes of their own.
     * @return its label, null if it has none.
     * @throws ImageDataException if there is none or it is malformed.
     */
    @Nullable String read(byte[] pixels);

    @Override
    void close();
}
