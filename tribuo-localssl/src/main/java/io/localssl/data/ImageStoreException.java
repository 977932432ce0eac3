package io.localssl.data;

import io.localssl.image.ImageDataException;
import org.jspecify.annotations.Nullable;

/** A file of packed images cannot be made, is no such file, is damaged, or its store is closed. The message names the file. */
public final class ImageStoreException extends ImageDataException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public ImageStoreException(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath.
     */
    public ImageStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
