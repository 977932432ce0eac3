package io.localssl.cli;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FailureTest {

    @Test
    void theUsersMistakesAreTwo() {
        assertEquals(2, Failure.exitCode(new LocalSSLException("bad data")));
        assertEquals(2, Failure.exitCode(new PropertyException("trainer", "bad property")));
        assertEquals(2, Failure.exitCode(new RuntimeException(new LocalSSLException("bad data"))));
    }

    @Test
    void whatFailsOtherwiseIsOne() {
        assertEquals(1, Failure.exitCode(new NullPointerException()));
        assertEquals(1, Failure.exitCode(new OutOfMemoryError("Java heap space")));
        assertEquals(1, Failure.exitCode(new UncheckedIOException(new IOException("No space left on device"))));
    }

    @Test
    void theMessageThatHelpsIsShown() {
        assertEquals("found x, expected y", Failure.line(new PropertyException(new LocalSSLException("found x, expected y"), "trainer", "epochs", "wrapped")));
        assertEquals("first; second", Failure.line(new LocalSSLException("first\n   second\n")));
        assertTrue(Failure.line(new OutOfMemoryError("Java heap space")).contains("-Xmx"));
        assertTrue(Failure.line(new RuntimeException("Allocation failed: [std::bad_alloc]")).contains("smaller batch"));
        assertTrue(Failure.line(new UncheckedIOException(new FileSystemException("a/b", null, "No space left on device"))).contains("No space left"));
        assertTrue(Failure.line(new ExceptionInInitializerError(new IllegalStateException("no natives"))).contains("no natives"));
    }
}
