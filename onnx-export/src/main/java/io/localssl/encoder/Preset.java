package io.localssl.encoder;

/**
 * What an encoder is tuned for; {@link SessionOptions#of} says in numbers.
 * <p>
 * Measured with the net vgg6s on 3x32x32 images, float pixels, and two cores: threads that share one call help a caller who waits for it, who gets the
 * features of one image in 0.9 ms from two threads and in 1.8 ms from one. They help nobody where the callers keep all cores busy: two callers who encoded
 * 64 images a call took a quarter longer with two threads each than with one.
 */
public enum Preset {
    /**
     * A call returns as soon as may be: all processors share its work. For one caller at a time, with one image or a few. Their threads spin after a call,
     * ready for the next one; with sleeping threads and pauses of 3 ms between calls, two were as slow as one. The price is paid by whatever else runs on
     * the machine: with such pauses a call took 5.2 ms of processor time instead of 2.2 ms.
     */
    LATENCY,
    /**
     * Most images a second from many callers, such as the threads of a server: each call runs on the thread that makes it and disturbs no other. One
     * caller who encodes many images wants the same batches on all processors: {@link SessionOptions#withThreads}.
     */
    THROUGHPUT
}
