package io.localssl.nn;

import io.localssl.LocalSSLException;

/** An encoder that cannot be built: an unknown name, a map that vanishes, a kernel larger than its map. The message names the block and the sizes. */
public final class EncoderSpecException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public EncoderSpecException(String message) {
        super(message);
    }
}
