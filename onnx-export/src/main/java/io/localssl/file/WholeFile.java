package io.localssl.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A file that is under its name either whole or not at all, whoever else writes it at the same time: it has a temporary name in the same folder until it is complete, and
 * is then moved to its own in one step, over an older file of that name. Closing it before leaves nothing of it.
 */
public final class WholeFile implements Closeable {
    private static final String TEMPORARY = ".tmp";

    private final Path path;
    private final Path temporary;

    /** Writes a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * @param temporary the file to write, which is there and empty.
         * @throws IOException if it cannot be written.
         */
        void writeTo(Path temporary) throws IOException;
    }

    /**
     * Begins a file.
     *
     * @param path its name, in a folder that is there.
     * @throws IOException if it cannot be written.
     */
    public WholeFile(Path path) throws IOException {
        this.path = path;
        temporary = Files.createFile(path.resolveSibling(prefix(path) + UUID.randomUUID() + TEMPORARY));
    }

    /** @return where it is written. */
    public Path temporary() {
        return temporary;
    }

    /**
     * Gives the file its name.
     *
     * @throws IOException if that cannot be done; an older file of that name is then untouched.
     */
    public void finish() throws IOException {
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }

    /**
     * Writes a file.
     *
     * @param path    the file.
     * @param content what writes it.
     * @throws IOException if it cannot be written; an older file of that name is then untouched.
     */
    public static void write(Path path, Content content) throws IOException {
        try (WholeFile file = new WholeFile(path)) {
            content.writeTo(file.temporary);
            file.finish();
        }
    }

    /**
     * Writes a message.
     *
     * @param message the message.
     * @param path    the file.
     * @throws IOException if the file cannot be written; an older file of that name is then untouched.
     */
    public static void write(MessageLite message, Path path) throws IOException {
        write(path, temporary -> {
            try (OutputStream out = new PieceByPiece(Files.newOutputStream(temporary))) {
                message.writeTo(out);
            }
        });
    }

    /**
     * Writes a message that is serialised already.
     *
     * @param bytes the bytes.
     * @param path  the file.
     * @throws IOException if the file cannot be written; an older file of that name is then untouched.
     */
    public static void write(ByteString bytes, Path path) throws IOException {
        write(path, temporary -> {
            try (OutputStream out = new PieceByPiece(Files.newOutputStream(temporary))) {
                CodedOutputStream coded = CodedOutputStream.newInstance(out); // to a plain stream it would write a copy
                coded.writeRawBytes(bytes);
                coded.flush();
            }
        });
    }

    /**
     * Removes what processes that were killed have left of a file.
     *
     * @param path the file.
     * @param age  for how long nobody has written to what is removed.
     * @throws IOException if its folder cannot be read, or what is left cannot be removed.
     */
    public static void removeAbandoned(Path path, Duration age) throws IOException {
        Instant longAgo = Instant.now().minus(age);
        String prefix = prefix(path);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path.resolveSibling(""), file -> isTemporary(file.getFileName().toString(), prefix))) {
            for (Path old : files) {
                if (lastModified(old).isBefore(longAgo)) {
                    Files.deleteIfExists(old);
                }
            }
        }
    }

    /** When a file was last written; now, if another writer has just finished it. */
    private static Instant lastModified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.now();
        }
    }

    private static boolean isTemporary(String name, String prefix) {
        return name.startsWith(prefix) && name.endsWith(TEMPORARY);
    }

    private static String prefix(Path path) {
        return "." + path.getFileName() + ".";
    }

    /** Passes on large arrays in pieces: Java copies what it writes to a file into memory off the heap first, and keeps that for the thread. */
    private static final class PieceByPiece extends BufferedOutputStream {
        private static final int PIECE = 1 << 16;

        PieceByPiece(OutputStream out) {
            super(out, PIECE);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += PIECE) {
                super.write(bytes, offset + at, Math.min(PIECE, length - at));
            }
        }
    }
}
