package io.localssl;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library refuses. The message is one line that says what was found, what was expected and what to do.
 */
public class LocalSSLException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found, what was expected, what to do.
     */
    public LocalSSLException(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath, if there is one.
     */
    public LocalSSLException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
