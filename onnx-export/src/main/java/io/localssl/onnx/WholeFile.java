package io.localssl.onnx;

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
        Path temporary = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW))) {
                message.writeTo(out);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
