package io.localssl.encoder;

import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NativeStartTest {

    /** Started by the test in a process of its own. */
    static final class Start {
        public static void main(String[] arguments) {
            OrtEnvironment.getEnvironment();
        }
    }

    /** ONNX Runtime 1.29.0 overruns the stack of the starting thread where the command line, often a class path, is longer than a few thousand characters. */
    @Test
    void startsWithALongCommandLine() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String padding = "-Dpadding=" + "x".repeat(100_000);
        ProcessBuilder start = new ProcessBuilder(java, padding, Start.class.getName()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        start.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = start.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }
}
