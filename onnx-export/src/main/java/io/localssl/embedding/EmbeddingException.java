package io.localssl.embedding;

import io.localssl.LocalSSLException;

/** Embeddings are missing or do not fit together. */
public final class EmbeddingException extends LocalSSLException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, what was expected, what to do. */
    public EmbeddingException(String message) {
        super(message);
    }
}
