package io.localssl.cli;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void replacesTheFileAsAWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        AtomicFile.write(file, temporary -> {
            Files.writeString(temporary, "new");
            assertEquals("old", Files.readString(file));
        });
        assertEquals("new", Files.readString(file));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThrows(IOException.class, () -> AtomicFile.write(file, temporary -> {
            Files.writeString(temporary, "half");
            throw new IOException("full");
        }));
        assertEquals("old", Files.readString(file));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void findsOutWhetherAFileCanBeWritten() throws IOException {
        AtomicFile.requireWritable(folder.resolve("new").resolve("deep").resolve("a.txt"));
        assertTrue(Files.isDirectory(folder.resolve("new").resolve("deep")));
        assertEquals(0, folder.resolve("new").resolve("deep").toFile().list().length);
        Path file = Files.writeString(folder.resolve("file"), "");
        LocalSSLException below = assertThrows(LocalSSLException.class, () -> AtomicFile.requireWritable(file.resolve("a.txt")));
        assertFalse(below.getMessage().contains("\n"));
        assertThrows(LocalSSLException.class, () -> AtomicFile.requireWritable(folder));
    }
}
