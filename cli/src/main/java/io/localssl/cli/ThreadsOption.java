package io.localssl.cli;

import io.localssl.encoder.SessionOptions;
import picocli.CommandLine.Option;

/** How many threads encode. */
final class ThreadsOption {
    @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
            description = "Threads that encode, 0 for one a processor (default: ${DEFAULT-VALUE}).")
    private int threads;

    SessionOptions session() {
        return session(threads);
    }

    /** @return options with that many threads, 0 for one a processor. */
    static SessionOptions session(int threads) {
        return SessionOptions.defaults().withThreads(count(threads));
    }

    /** @return that many, for 0 one a processor. */
    static int count(int threads) {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
