package io.localssl.data.fetch;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** A server gives no file, or not the one that was published. */
public final class FetchException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath, if there is one.
     */
    public FetchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
