package io.localssl.cli;

import io.localssl.LocalSSLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads. */
final class InputFile {
    private InputFile() {
    }

    /**
     * @param path the file.
     * @param what what it must be, for example {@code an ONNX file}.
     * @return the same path.
     * @throws LocalSSLException if there is no such file, or it may not be read.
     */
    static Path require(Path path, String what) {
        if (!Files.isRegularFile(path)) {
            throw new LocalSSLException("found " + (Files.isDirectory(path) ? "the folder " : "no file ") + path
                    + ", expected " + what + "; check the path");
        }
        if (!Files.isReadable(path)) {
            throw new LocalSSLException("found " + path + ", which may not be read, expected " + what + "; check its permissions");
        }
        return path;
    }

    /** @return the bytes of a file that {@link #require} accepts. */
    static byte[] read(Path path, String what) {
        try {
            return Files.readAllBytes(require(path, what));
        } catch (IOException e) {
            throw new LocalSSLException("found " + path + ", which cannot be read (" + e.getMessage() + "), expected " + what, e);
        }
    }
}
