package io.localssl.cli;

import io.localssl.encoder.EncoderModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QuickstartCommandTest {
    @TempDir
    private Path folder;

    @Test
    void walksTheWholeRoad() throws IOException {
        Path out = folder.resolve("quickstart");
        String text = Command.run("quickstart", "--out", out, "--images", 32, "--epochs", 1).requireSuccess().out();
        for (String row : List.of("raw pixels +3072 features +\\d+\\.\\d %", "untrained encoder +\\d+ features +\\d+\\.\\d %",
                "pretrained encoder +\\d+ features +\\d+\\.\\d %")) {
            assertTrue(text.lines().anyMatch(line -> line.matches(" *" + row + ".*")), row + " in\n" + text);
        }
        for (String file : List.of("encoder.onnx", "model.tribuo", "metrics.jsonl", "config.xml", "classifier.onnx", "classifier.tribuo")) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
            assertTrue(text.contains(file), file);
        }
        try (EncoderModel model = EncoderModel.load(out.resolve("model.tribuo"))) {
            assertEquals(3, model.getImageShape().channels());
        }
        assertEquals(0, Command.run("export", "--model", out, "--with-head", out.resolve("classifier.tribuo"), "--out", folder.resolve("fused.onnx")).exitCode());
    }

    @Test
    void anUnwritablePlaceIsFoundOutFirst() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Command.run("quickstart", "--out", file).requireRefusal("file");
    }
}
