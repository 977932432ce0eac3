package io.localssl.data.fetch;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** The folder that a data set shall go to cannot take it: too little space, something else in its place, another process at work in it. */
public final class FetchTargetException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath, if there is one.
     */
    public FetchTargetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
