package io.localssl.image;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** A file or a set of images is missing, too short, malformed or empty. The message names the file. */
public class ImageDataException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public ImageDataException(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath.
     */
    public ImageDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
