package io.localssl.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file that is under its name either whole or not at all. */
public final class WholeFile {

    private WholeFile() {
    }

    /**
     * Writes a message to a temporary file in the same folder and moves it to its place in one step, over an older file of that name.
     *
     * @param message the message.
     * @param path    the file.
     * @throws IOException if the file cannot be written; an older file of that name is then untouched.
     */
    public static void write(MessageLite message, Path path) throws IOException {
        write(path, message::writeTo);
    }

    /**
     * Writes a message that is serialised already, in the same way.
     *
     * @param bytes the bytes.
     * @param path  the file.
     * @throws IOException if the file cannot be written; an older file of that name is then untouched.
     */
    public static void write(ByteString bytes, Path path) throws IOException {
        write(path, out -> {
            CodedOutputStream coded = CodedOutputStream.newInstance(out); // to a plain stream it would write a copy
            coded.writeRawBytes(bytes);
            coded.flush();
        });
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void write(Path path, Content content) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = new PieceByPiece(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
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
