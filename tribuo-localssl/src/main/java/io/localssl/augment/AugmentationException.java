package io.localssl.augment;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/** The settings of the augmentation make no sense, or preparing a view failed. */
public final class AugmentationException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public AugmentationException(String message) {
        super(message);
    }

    /**
     * @param message what was found, what was expected, what to do.
     * @param cause   the failure underneath.
     */
    public AugmentationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
