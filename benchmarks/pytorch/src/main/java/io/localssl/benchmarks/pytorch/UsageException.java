package io.localssl.benchmarks.pytorch;

/** A command line that makes no sense; the message says what was found and what was expected. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
