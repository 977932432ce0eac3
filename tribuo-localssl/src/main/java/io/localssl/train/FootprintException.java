package io.localssl.train;

import io.localssl.LocalSSLException;

/** A training that takes more memory than there is. */
public final class FootprintException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, and what to do. */
    public FootprintException(String message) {
        super(message);
    }
}
