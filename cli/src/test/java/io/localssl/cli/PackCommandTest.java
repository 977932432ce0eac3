package io.localssl.cli;

import com.google.protobuf.ByteString;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.onnx.EncoderGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PackCommandTest {
    @TempDir
    private Path folder;

    private RunFolder pretrain(String name, Object... options) {
        Path out = folder.resolve(name);
        List<Object> line = new ArrayList<>(List.of("pretrain", "--net", TinyRun.NET, "--epochs", 1, "--batch", 8, "--threads", 1, "--quiet", "--out", out));
        line.addAll(List.of(options));
        Command.run(line.toArray()).requireSuccess();
        return new RunFolder(out);
    }

    private static Object weights(RunFolder run) throws IOException {
        return EncoderGraph.parse(ByteString.copyFrom(Files.readAllBytes(run.encoder()))).getGraph();
    }

    @Test
    void aPackedFileIsADataSet() throws IOException {
        Path file = folder.resolve("images.store");
        Command packed = Command.run("pack", "--data", "shapes:40", "--out", file).requireSuccess();
        assertTrue(packed.out().contains("40 images of 3x32x32") && packed.out().contains("store:" + file), packed.out());
        assertTrue(packed.err().contains("40 images of 3x32x32"), packed.err());
        var written = Files.getLastModifiedTime(file);
        Command.run("pack", "--data", "shapes:40", "--out", file, "--quiet").requireSuccess();
        assertEquals(written, Files.getLastModifiedTime(file));

        RunFolder heap = pretrain("heap", "--data", "shapes:40");
        RunFolder store = pretrain("store", "--data", "store:" + file);
        assertEquals(weights(heap), weights(store));
        RunFolder again = new RunFolder(folder.resolve("again"));
        Command.run("pretrain", "--config", store.config(), "--quiet", "--out", again.folder()).requireSuccess();
        assertEquals(weights(store), weights(again));
        assertEquals(Files.readString(store.config()), Files.readString(again.config()));
        Command.run("probe", "--encoder", "pixels", "--probe", "knn", "--train", "store:" + file, "--test", "shapes:10:2").requireSuccess();
    }

    @Test
    void packingChangesNoBitOfARun() throws IOException {
        RunFolder heap = pretrain("heap", "--data", "shapes:24");
        RunFolder packed = pretrain("packed", "--data", "shapes:24", "--pack", folder.resolve("new").resolve("images.store"));
        assertTrue(Files.exists(folder.resolve("new").resolve("images.store")));
        assertEquals(weights(heap), weights(packed));
        assertEquals(Files.readString(heap.config()), Files.readString(packed.config()));
        RunFolder again = new RunFolder(folder.resolve("again"));
        Command.run("pretrain", "--config", packed.config(), "--pack", folder, "--quiet", "--out", again.folder()).requireSuccess();
        assertEquals(weights(heap), weights(again));
        assertTrue(Files.exists(folder.resolve(ImageStore.fileNameFor(new ShapesDataSource<>(24, 1, new EmbeddingFactory())))));
    }

    @Test
    void imagesAreInTheHeapWhereHalfOfItTakesThem() {
        ShapesDataSource<Embedding> images = new ShapesDataSource<>(10, 1, new EmbeddingFactory());
        StringWriter err = new StringWriter();
        Path cache = folder.resolve("cache");
        try (ImageStore fits = new TrainingImages(2 * 10 * 3072, cache, new PrintWriter(err), false).open(images, null)) {
            assertNull(fits.getFile());
            assertFalse(Files.exists(cache));
            assertEquals("", err.toString());
        }
        Path expected = cache.resolve(ImageStore.fileNameFor(images));
        try (ImageStore packed = new TrainingImages(2 * 10 * 3072 - 1, cache, new PrintWriter(err), false).open(images, null)) {
            assertEquals(expected, packed.getFile());
            assertTrue(err.toString().contains(expected.toString()) && err.toString().contains("10 images"), err.toString());
        }
    }

    @Test
    void filesThatAreNoPackedImagesAreRefused() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter.txt"), "a letter");
        Command.run("pretrain", "--data", "store:" + letter, "--out", folder.resolve("out")).requireRefusal("letter.txt", "localssl pack");
        Command.run("pretrain", "--data", "store:" + folder.resolve("none"), "--out", folder.resolve("out")).requireRefusal("none");
        Command.run("pack", "--data", "shapes:4", "--quiet", "--out", letter).requireRefusal("letter.txt", "another name");
        Command.run("pack", "--data", "shapes:4", "--quiet", "--out", folder).requireRefusal("folder");
        assertEquals(List.of("a letter"), Files.readAllLines(letter));
        TinyRun.requireEmpty(folder.resolve("out"));
    }
}
