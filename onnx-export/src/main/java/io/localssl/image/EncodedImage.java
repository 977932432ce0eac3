package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.nio.file.Path;

/** An image file that is not decoded yet: one on the disk, which is read when it is decoded, or its bytes in memory. */
public interface EncodedImage {

    /**
     * Decodes the file, on any thread.
     *
     * @param decoder decodes it.
     * @return its pixels.
     * @throws ImageDecodeException if it cannot be decoded.
     */
    DecodedImage decode(ImageDecoder decoder);

    /** @return the bytes that it holds in memory. */
    int bytesHeld();

    /**
     * @param file a file on the disk.
     * @return that file.
     */
    static EncodedImage of(Path file) {
        return new EncodedImage() {
            @Override
            public DecodedImage decode(ImageDecoder decoder) {
                return decoder.decode(file);
            }

            @Override
            public int bytesHeld() {
                return 0;
            }
        };
    }

    /**
     * @param content the bytes of a file; not copied.
     * @param name    what messages call it.
     * @return that file.
     */
    static EncodedImage of(byte[] content, String name) {
        return new EncodedImage() {
            @Override
            public DecodedImage decode(ImageDecoder decoder) {
                return decoder.decode(content, name);
            }

            @Override
            public int bytesHeld() {
                return content.length;
            }
        };
    }

    /**
     * @param name  what messages call a file.
     * @param cause why it could not be read.
     * @return a file that is refused.
     */
    static EncodedImage unreadable(String name, Exception cause) {
        return new EncodedImage() {
            @Override
            public DecodedImage decode(ImageDecoder decoder) {
                throw new ImageDecodeException(Reason.CORRUPT, name, "data that cannot be unpacked (" + cause.getMessage() + ")", "a whole file", cause);
            }

            @Override
            public int bytesHeld() {
                return 0;
            }
        };
    }
}
