package io.localssl.image;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** A binary file read from front to back, of numbers of known sizes. Whatever goes wrong, the error names the file. For one thread. */
public final class BinaryFile implements Closeable {
    private static final int BUFFER = 1 << 16;

    /** Deflate writes at least a byte for so many: 258 repeated bytes take two bits. */
    private static final int MAX_GZIP_RATIO = 1032;

    private final Path path;
    private final InputStream in;
    private final boolean gzipped;
    private long position = 0;

    private BinaryFile(Path path, InputStream in, boolean gzipped) {
        this.path = path;
        this.in = in;
        this.gzipped = gzipped;
    }

    /**
     * Opens a file as it is.
     *
     * @param path the file.
     * @return the file before its first byte.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public static BinaryFile open(Path path) {
        try {
            return new BinaryFile(path, new BufferedInputStream(Files.newInputStream(path), BUFFER), false);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Opens a file, decompressing it if its content, not its name, says that it is gzipped.
     *
     * @param path the file.
     * @return the file before its first byte.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public static BinaryFile openGunzipped(Path path) {
        BinaryFile raw = open(path);
        try {
            raw.in.mark(2);
            boolean gzipped = raw.in.read() == 0x1F && raw.in.read() == 0x8B;
            raw.in.reset();
            return gzipped ? new BinaryFile(path, new BufferedInputStream(new GZIPInputStream(raw.in, BUFFER), BUFFER), true) : raw;
        } catch (IOException e) {
            raw.close();
            throw unreadable(path, e);
        }
    }

    /** @return where the file is. */
    public Path getPath() {
        return path;
    }

    /**
     * @param path a file.
     * @return its length in bytes.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public static long length(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * What tells whether a file has changed without reading it.
     *
     * @param path the file.
     * @return its path, its length and when it was last modified.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public static String state(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return path.toAbsolutePath() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Hashes a file as it lies on the disk.
     *
     * @param path the file.
     * @return its SHA-256 in lower-case hexadecimal.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public static String sha256(Path path) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // reading is what digests
            }
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException e) {
            throw unreadable(path, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Checks the length of the whole content against what a header says, before arrays of its sizes are made. Of a gzip file only what no compression
     * can do is refused here.
     *
     * @param expected the number of bytes, before compression.
     * @throws ImageDataException if there are others.
     */
    public void requireLength(long expected) {
        long length = length(path);
        if (gzipped ? expected / MAX_GZIP_RATIO > length : expected != length) {
            throw new ImageDataException("found " + length + (gzipped ? " compressed bytes in " : " bytes in ") + path + ", expected " + expected
                    + (gzipped ? " before compression" : "") + " by its header; the file is cut off or damaged, fetch it again");
        }
    }

    /**
     * Fills a part of an array.
     *
     * @param destination receives the bytes.
     * @param offset      the first place written.
     * @param length      the number of bytes.
     * @throws ImageDataException if the file ends before.
     */
    public void readFully(byte[] destination, int offset, int length) {
        try {
            int read = in.readNBytes(destination, offset, length);
            position += read;
            if (read < length) {
                throw truncated(length - read);
            }
        } catch (EOFException e) {
            throw truncated(length); // a gzip stream that breaks off
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * @return the next byte, 0 to 255.
     * @throws ImageDataException if the file ends before.
     */
    public int readUnsignedByte() {
        byte[] one = new byte[1];
        readFully(one, 0, 1);
        return one[0] & 0xFF;
    }

    /**
     * @return the next four bytes as a big-endian int.
     * @throws ImageDataException if the file ends before.
     */
    public int readInt() {
        byte[] four = new byte[4];
        readFully(four, 0, 4);
        return (four[0] & 0xFF) << 24 | (four[1] & 0xFF) << 16 | (four[2] & 0xFF) << 8 | four[3] & 0xFF;
    }

    /**
     * Checks that nothing is left, and with it the checksum of a gzip file.
     *
     * @throws ImageDataException if something is left or the checksum is another.
     */
    public void requireEnd() {
        try {
            if (in.read() >= 0) {
                throw new ImageDataException("found more bytes in " + path + " after byte " + position + ", expected its end; the file is not what its "
                        + "header says, fetch it again");
            }
        } catch (EOFException e) {
            throw truncated(1);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private ImageDataException truncated(int missing) {
        return new ImageDataException("found the end of " + path + " after " + position + " bytes, expected at least " + missing
                + " more; the file is cut off, fetch it again");
    }

    /**
     * Tells what went wrong with a file.
     *
     * @param path  the file.
     * @param cause what went wrong.
     * @return the exception, to be thrown.
     */
    public static ImageDataException unreadable(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new ImageDataException("found no file " + path + ", expected a data file; check the path", cause);
        }
        return new ImageDataException("could not read " + path + " (" + cause.getMessage() + "), expected a readable data file; check or fetch it again",
                cause);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
