package io.localssl.encoder;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;

/**
 * How an encoder runs. A {@link Preset} chooses the numbers; ONNX Runtime calls the threads intra-op threads.
 *
 * @param outputName the graph output to read; null for {@code embedding} if there is such an output, else the first one.
 * @param threads    threads that share the work of one call, at least 1. One is best where many threads call at once and gives the same bits
 *                   everywhere; a single caller that encodes many images may want all its cores.
 * @param batchSize  the most images that run together, at least 1; a call with fewer runs them at once and waits for no others. An encoder of a fixed
 *                   batch of one runs them one by one.
 */
public record SessionOptions(@Nullable String outputName, int threads, int batchSize) {

    /** @throws LocalSSLException if a number is below 1. */
    public SessionOptions {
        if (threads < 1 || batchSize < 1) {
            throw new LocalSSLException("found " + threads + " threads and batches of " + batchSize + " for an encoder, expected at least 1 of each");
        }
    }

    /** @return the default output and {@link Preset#THROUGHPUT}. */
    public static SessionOptions defaults() {
        return of(Preset.THROUGHPUT);
    }

    /**
     * The numbers behind a preset. No batch from 8 to 256 images was reliably faster an image than another, with one thread or with two: small ones keep
     * the memory of an encoder small that is given a few images a call, larger ones make fewer calls of a long list.
     *
     * @param preset what the encoder is tuned for.
     * @return the default output; for {@link Preset#LATENCY} as many threads as there are processors and batches of 8, for {@link Preset#THROUGHPUT}
     *         one thread and batches of 64.
     */
    public static SessionOptions of(Preset preset) {
        return switch (preset) {
            case LATENCY -> new SessionOptions(null, Runtime.getRuntime().availableProcessors(), 8);
            case THROUGHPUT -> new SessionOptions(null, 1, 64);
        };
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
