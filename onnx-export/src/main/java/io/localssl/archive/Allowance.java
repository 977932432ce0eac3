package io.localssl.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Bytes that an archive may become. All streams that draw from it together give no more. */
public final class Allowance {
    private final Supplier<? extends RuntimeException> exceeded;
    private long left;

    /**
     * @param bytes    how many.
     * @param exceeded makes what is thrown where there are more.
     */
    public Allowance(long bytes, Supplier<? extends RuntimeException> exceeded) {
        this.left = bytes;
        this.exceeded = exceeded;
    }

    /** @return the same stream, which ends with an exception where the allowance ends. */
    InputStream limit(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                take(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, length);
                take(Math.max(n, 0));
                return n;
            }

            @Override
            public long skip(long n) throws IOException {
                long skipped = in.skip(n);
                take(skipped);
                return skipped;
            }
        };
    }

    private void take(long n) {
        left -= n;
        if (left < 0) {
            throw exceeded.get();
        }
    }
}
