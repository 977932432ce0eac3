package io.localssl.data.fetch;

import java.time.Duration;

/**
 * How often to try again, and how long to wait before: twice as long each time.
 *
 * @param tries   tries in a row that may fail.
 * @param pause   before the second one.
 * @param longest the longest pause, also if the server asks for more.
 */
record Retries(int tries, Duration pause, Duration longest) {
    static final Retries DEFAULT = new Retries(5, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /**
     * @param failures tries that have failed, 1 or more.
     * @param asked    what the server asks for.
     */
    Duration before(int failures, Duration asked) {
        Duration own = pause.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration wanted = own.compareTo(asked) < 0 ? asked : own;
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }
}
