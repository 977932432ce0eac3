package io.localssl.onnx;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** An encoder, in a file or in arrays, is not what it must be: damaged, of another kind, or with parts that do not fit each other. */
public final class EncoderFormatException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public EncoderFormatException(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath.
     */
    public EncoderFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
