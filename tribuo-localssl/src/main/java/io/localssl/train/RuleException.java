package io.localssl.train;

import io.localssl.LocalSSLException;

/** A learning rule that makes no sense, by itself or for an encoder. The message says which setting and why. */
public final class RuleException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public RuleException(String message) {
        super(message);
    }
}
