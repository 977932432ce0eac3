package io.localssl.data;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** A text does not name a set of images. */
public final class DataSpecException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath, if there is one.
     */
    public DataSpecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
