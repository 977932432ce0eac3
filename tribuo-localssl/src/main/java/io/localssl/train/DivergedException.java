package io.localssl.train;

import io.localssl.LocalSSLException;

/** The loss is no longer a number. The message says where, and what to try. */
public final class DivergedException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public DivergedException(String message) {
        super(message);
    }
}
