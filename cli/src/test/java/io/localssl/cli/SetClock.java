package io.localssl.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is set, at first at 2026-01-31 22:00 UTC. */
final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-31T22:00:00Z");

    void advance(double seconds) {
        now = now.plus(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
