package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of an image file. Reading beyond their end refuses the file as truncated.
 *
 * @param name  what messages call it.
 * @param bytes the whole file.
 */
record ImageBytes(String name, byte[] bytes) {

    int length() {
        return bytes.length;
    }

    int u8(int at) {
        requireBytes(at, 1);
        return bytes[at] & 0xFF;
    }

    /** Two bytes, the high one first. */
    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Four bytes, the high one first. */
    long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    /** Four bytes, the low one first. */
    long u32LowFirst(int at) {
        return Integer.reverseBytes((int) u32(at)) & 0xFFFFFFFFL;
    }

    /** Whether characters stand at a place; never refuses. */
    boolean has(int at, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < expected.length; i++) {
            if (at < 0 || at + i >= bytes.length || bytes[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private void requireBytes(long at, int count) {
        if (at < 0 || at + count > bytes.length) {
            throw refuse(Reason.TRUNCATED, "the end of the file after " + bytes.length + " bytes", "at least " + (at + count));
        }
    }

    /** The refusal of this file. */
    ImageDecodeException refuse(Reason reason, String found, String expected) {
        return refuse(reason, found, expected, null);
    }

    ImageDecodeException refuse(Reason reason, String found, String expected, @Nullable Throwable cause) {
        return new ImageDecodeException(reason, name, found, expected, cause);
    }
}
