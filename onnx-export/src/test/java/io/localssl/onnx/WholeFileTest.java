package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.MessageLite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WholeFileTest {
    @TempDir
    private Path folder;

    @Test
    void writesOverAnOlderFile() throws IOException {
        Path path = folder.resolve("model.onnx");
        Files.writeString(path, "older and longer than the new one");
        ModelProto model = ModelProto.newBuilder().setDomain("d").build();
        WholeFile.write(model, path);
        assertArrayEquals(model.toByteArray(), Files.readAllBytes(path));
        assertEquals(List.of(path), files());
    }

    @Test
    void leavesTheOlderFileWhenWritingFails() throws IOException {
        Path path = folder.resolve("model.onnx");
        Files.writeString(path, "older");
        MessageLite broken = Mockito.mock(MessageLite.class);
        Mockito.doAnswer(call -> {
            call.<OutputStream>getArgument(0).write(new byte[100_000]);
            throw new IOException("disk full");
        }).when(broken).writeTo(Mockito.any(OutputStream.class));
        assertEquals("disk full", assertThrows(IOException.class, () -> WholeFile.write(broken, path)).getMessage());
        assertEquals("older", Files.readString(path));
        assertEquals(List.of(path), files());
    }

    @Test
    void failsInAFolderThatIsNotThere() {
        Path path = folder.resolve("none").resolve("model.onnx");
        assertThrows(IOException.class, () -> WholeFile.write(ModelProto.getDefaultInstance(), path));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
