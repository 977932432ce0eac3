package io.localssl.data.fetch;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, for a thread that waits for it. The timeout of a {@link java.net.http.HttpRequest} ends with the headers; this one is for silence at any place of the body.
 */
final class TimedBody implements Flow.Subscriber<List<ByteBuffer>>, Closeable {

    /** What the publisher says: some bytes, a failure, or neither at the end. */
    private record Signal(@Nullable List<ByteBuffer> bytes, @Nullable Throwable failure) {
    }

    private final Duration silence;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(); // one piece at most: the next one is asked for when this one is taken
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed = false;

    /**
     * @param body    what to read; no one else may.
     * @param silence how long to wait for the next bytes.
     */
    TimedBody(Flow.Publisher<List<ByteBuffer>> body, Duration silence) {
        this.silence = silence;
        body.subscribe(this);
    }

    /**
     * @return the next bytes, or {@code null} at the end.
     * @throws IOException if the connection breaks or is silent for too long.
     */
    @Nullable List<ByteBuffer> next() throws IOException, InterruptedException {
        Signal signal = signals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        if (signal == null) {
            throw new HttpTimeoutException("nothing came for " + silence.toSeconds() + " s");
        }
        if (signal.failure() != null) {
            throw new IOException("the connection broke off", signal.failure());
        }
        if (signal.bytes() != null && subscription != null) {
            subscription.request(1);
        }
        return signal.bytes();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        signals.add(new Signal(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal(null, failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(null, null));
    }

    /** Ends the connection if there is more to come. */
    @Override
    public void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
