package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.file.WholeFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link WholeFile} of which nothing is left when the user interrupts the command either. */
final class AtomicFile {
    private AtomicFile() {
    }

    /**
     * Writes a file; one of that name is replaced.
     *
     * @param path    where the file shall be.
     * @param content what writes it.
     * @throws IOException if it cannot be written; then nothing is left.
     */
    static void write(Path path, WholeFile.Content content) throws IOException {
        WholeFile.write(path, temporary -> {
            temporary.toFile().deleteOnExit();
            content.writeTo(temporary);
        });
    }

    /**
     * Finds out before the work begins whether its result can be written.
     *
     * @param path where a file shall be; missing folders are made.
     * @throws LocalSSLException if it cannot.
     */
    static void requireWritable(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw new LocalSSLException("found the folder " + path + " where a file shall be written; name a file in it");
            }
            Files.createDirectories(path.toAbsolutePath().getParent());
            new WholeFile(path).close();
        } catch (IOException e) {
            throw new LocalSSLException("found no way to write " + path + " (" + Failure.reason(e) + "), expected a folder that may be written; "
                    + "choose another place", e);
        }
    }
}
