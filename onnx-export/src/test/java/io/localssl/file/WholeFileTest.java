package io.localssl.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.MessageLite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

    @Test
    void isThereWhenItIsFinished() throws IOException {
        Path path = Files.writeString(folder.resolve("table.csv"), "older");
        try (WholeFile file = new WholeFile(path); WholeFile another = new WholeFile(path)) {
            Files.writeString(file.temporary(), "new");
            Files.writeString(another.temporary(), "half");
            assertEquals("older", Files.readString(path));
            file.finish();
            assertEquals("new", Files.readString(path));
        }
        assertEquals("new", Files.readString(path));
        assertEquals(List.of(path), files());
    }

    @Test
    void whatWasLeftLongAgoIsRemoved() throws IOException {
        Path path = folder.resolve("table.csv");
        WholeFile old = new WholeFile(path);
        WholeFile young = new WholeFile(path);
        Path other = Files.writeString(folder.resolve(".table.csv.bak"), "");
        for (Path file : List.of(old.temporary(), other)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
        }
        WholeFile.removeAbandoned(path, Duration.ofHours(2));
        assertEquals(Set.of(young.temporary(), other), Set.copyOf(files()));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
