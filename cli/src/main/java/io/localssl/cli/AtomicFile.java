package io.localssl.cli;

import io.localssl.LocalSSLException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears under its name when it is complete, or not at all. */
final class AtomicFile {
    private AtomicFile() {
    }

    /** Writes a file. */
    interface Content {
        void writeTo(Path path) throws IOException;
    }

    /**
     * Lets the content write to a temporary file in the same folder, then moves that to its name. A file of that name is replaced.
     *
     * @param path    where the file shall be.
     * @param content what writes it.
     * @throws IOException if it cannot be written; then nothing is left.
     */
    static void write(Path path, Content content) throws IOException {
        Path temporary = temporaryFor(path);
        try {
            content.writeTo(temporary);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
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
            Files.createDirectories(folderOf(path));
            Files.delete(temporaryFor(path));
        } catch (IOException e) {
            throw new LocalSSLException("found no way to write " + path + " (" + Failure.reason(e) + "), expected a folder that may be written; "
                    + "choose another place", e);
        }
    }

    private static Path temporaryFor(Path path) throws IOException {
        Path temporary = folderOf(path).resolve("." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary);
        File file = temporary.toFile();
        file.deleteOnExit(); // also when the user interrupts the process
        return temporary;
    }

    private static Path folderOf(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new LocalSSLException("found " + path + ", expected the name of a file");
        }
        return folder;
    }
}
