package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AlignCommandTest {
    @TempDir
    Path folder;

    @Test
    void localAgainstItsOwnBaseline() throws IOException {
        Path out = folder.resolve("align");
        Path json = folder.resolve("result.json");

        Command run = Command.run("align", "--data", "shapes:40", "--net", "4,8M", "--rule", "clapp++dfb", "--epochs", 2, "--batch", 8, "--batches", 3, "--out", out,
                "--json", json, "--quiet").requireSuccess();

        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertEquals(result, new ObjectMapper().readTree(out.resolve("alignment.json").toFile()));
        assertEquals("clapp++dfb", result.get("rule").asText());
        assertEquals("clapp++dfb by back-propagation", result.get("against").asText());
        assertEquals(3, result.get("epochs").size());
        for (int epoch = 0; epoch < 3; epoch++) {
            JsonNode blocks = result.get("epochs").get(epoch).get("blocks");
            assertEquals(epoch, result.get("epochs").get(epoch).get("epoch").asInt());
            assertEquals(2, blocks.size());
            assertEquals(3, blocks.get(0).get("batches").asInt());
            assertEquals(1, blocks.get(1).get("cosine").asDouble(), 1e-5);
        }
        List<String> csv = Files.readAllLines(out.resolve("alignment.csv"));
        assertEquals("epoch,block,cosine,half_width_95,batches", csv.get(0));
        assertEquals(1 + 3 * 2, csv.size());
        assertTrue(ImageIO.read(out.resolve("alignment.png").toFile()).getWidth() > 300);
        assertTrue(Files.size(out.resolve("alignment.svg")) > 1000);
        assertTrue(run.out().contains("untrained") && run.out().contains("epoch 2") && run.out().contains("1.000"), run.out());
        assertTrue(run.out().lines().filter(line -> !line.contains(out.toString())).allMatch(line -> line.length() <= 80), run.out());
    }

    @Test
    void whatCannotBeAlignedIsRefused() {
        Path out = folder.resolve("none");
        Command.run("align", "--data", "shapes:40", "--rule", "clapp++greedy", "--epochs", 6, "--out", out).requireRefusal("clapp++greedy", "all blocks at once");
        Command.run("align", "--data", "shapes:40", "--against", "nothing", "--out", out).requireRefusal("nothing", "expected one of");
        Command.run("align", "--data", "shapes:40", "--batches", 1, "--out", out).requireRefusal("1 batches", "at least 2");
        Command.run("align", "--data", "shapes:9", "--batch", 8, "--epochs", 0, "--net", "4,8M", "--out", out).requireRefusal("9 images", "two batches");
        assertFalse(Files.exists(out.resolve("alignment.json")));
    }
}
