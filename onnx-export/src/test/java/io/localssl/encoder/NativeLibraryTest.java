package io.localssl.encoder;

import com.google.protobuf.ByteString;
import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A platform without ONNX Runtime, played by a Java of its own that does not load the library. */
class NativeLibraryTest {

    public static void main(String[] arguments) {
        try {
            EncoderSession.open(ByteString.EMPTY);
        } catch (LocalSSLException e) {
            System.out.println(e.getMessage());
        }
    }

    @Test
    void saysThatThePlatformHasNoRuntime() throws Exception {
        Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                "-Donnxruntime.native.onnxruntime.skip=true", "-Donnxruntime.native.onnxruntime4j_jni.skip=true", NativeLibraryTest.class.getName())
                .redirectErrorStream(true).start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(printed.contains("found no native ONNX Runtime for ") && printed.lines().count() == 1, printed);
    }
}
