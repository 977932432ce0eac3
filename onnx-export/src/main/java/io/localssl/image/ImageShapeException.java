package io.localssl.image;

import io.localssl.LocalSSLException;

/** An image, or a feature of it, does not have the shape it must have. */
public final class ImageShapeException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public ImageShapeException(String message) {
        super(message);
    }
}
