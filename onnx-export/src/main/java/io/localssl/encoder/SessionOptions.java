package io.localssl.encoder;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/**
 * How an encoder runs.
 *
 * @param outputName the graph output to read; null for {@code embedding} if there is such an output, else the first one.
 * @param threads    threads that share the work of one call, at least 1. One is best where many threads call at once and gives the same bits
 *                   everywhere; a single caller that encodes many images may want all its cores.
 * @param batchSize  images that run together, at least 1. An encoder of a fixed batch of one runs them one by one.
 */
public record SessionOptions(@Nullable String outputName, int threads, int batchSize) {
    /** One thread a call. */
    public static final int DEFAULT_THREADS = 1;
    /** 64 images together. */
    public static final int DEFAULT_BATCH_SIZE = 64;

    /** @throws LocalSSLException if a number is below 1. */
    public SessionOptions {
        if (threads < 1 || batchSize < 1) {
            throw new LocalSSLException("found " + threads + " threads and batches of " + batchSize + " for an encoder, expected at least 1 of each");
        }
    }

    /** @return the default output, one thread, batches of 64. */
    public static SessionOptions defaults() {
        return new SessionOptions(null, DEFAULT_THREADS, DEFAULT_BATCH_SIZE);
    }

    /**
     * @param name the graph output to read, null for the default.
     * @return these options with that output.
     */
    public SessionOptions withOutputName(@Nullable String name) {
        return new SessionOptions(name, threads, batchSize);
    }

    /**
     * @param count threads that share the work of one call.
     * @return these options with that many threads.
     */
    public SessionOptions withThreads(int count) {
        return new SessionOptions(outputName, count, batchSize);
    }

    /**
     * @param size images that run together.
     * @return these options with that batch size.
     */
    public SessionOptions withBatchSize(int size) {
        return new SessionOptions(outputName, threads, size);
    }
}
