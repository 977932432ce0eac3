package io.localssl.image;

import javax.imageio.stream.ImageInputStreamImpl;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Bytes whose end no reader can overlook: reading further throws what none of them catches. The WebP reader would go on without any data, throwing and catching an
 * exception for each bit. A few zeros behind the bytes are for what it reads ahead.
 */
final class StrictStream extends ImageInputStreamImpl {
    private static final int READ_AHEAD = 16;

    private final byte[] bytes;

    StrictStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        requireMore();
        bitOffset = 0;
        int at = (int) streamPos++;
        return at < bytes.length ? bytes[at] & 0xFF : 0;
    }

    @Override
    public int read(byte[] destination, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        requireMore();
        bitOffset = 0;
        int count = (int) Math.min(length, end() - streamPos);
        int data = (int) Math.max(0, Math.min(count, bytes.length - streamPos));
        System.arraycopy(bytes, (int) Math.min(streamPos, bytes.length), destination, offset, data);
        Arrays.fill(destination, offset + data, offset + count, (byte) 0);
        streamPos += count;
        return count;
    }

    private void requireMore() {
        if (streamPos >= end()) {
            throw new UncheckedIOException(new EOFException("the end of the file"));
        }
    }

    private long end() {
        return (long) bytes.length + READ_AHEAD;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
