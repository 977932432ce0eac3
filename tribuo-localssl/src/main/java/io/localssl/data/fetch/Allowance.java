package io.localssl.data.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that an archive may become. All streams that draw from it together give no more. */
final class Allowance {
    private final String archive;
    private final long bytes;
    private long left;

    Allowance(String archive, long bytes) {
        this.archive = archive;
        this.bytes = bytes;
        this.left = bytes;
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
            throw new FetchException("found more than " + bytes + " bytes packed in " + archive + ", expected fewer in this data set; it is another file, or made to fill disks: delete it", null);
        }
    }
}
