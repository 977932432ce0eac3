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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TheoryCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aFigureAsTableFilesAndPicture() throws IOException {
        Path out = folder.resolve("new");
        Path copy = folder.resolve("copy.json");
        Command run = Command.run("theory", "--figure", "3a", "--batches", "3", "--out", out, "--json", copy).requireSuccess();
        assertTrue(run.out().contains("3 batches"), run.out());
        assertTrue(run.out().contains("linear f, direct feedback"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80 || line.contains(out.toString())), run.out());
        JsonNode json = new ObjectMapper().readTree(out.resolve("theory-3a.json").toFile());
        assertEquals("3a", json.get("figure").asText());
        assertEquals(3, json.get("batches").asInt());
        assertEquals(1, json.get("seed").asInt());
        assertTrue(json.get("settings").asText().contains("128, 64, 32, 16, 8, 4"));
        JsonNode top = json.get("curves").get(0).get("layers").get(5);
        assertEquals(1, top.get("cosine").asDouble(), 1e-10);
        assertEquals(6, top.get("layer").asInt());
        assertArrayEquals(Files.readAllBytes(out.resolve("theory-3a.json")), Files.readAllBytes(copy));
        List<String> table = Files.readAllLines(out.resolve("theory-3a.csv"));
        assertEquals("curve,layer,cosine,half_width_95,batches", table.get(0));
        assertEquals(1 + 4 * 6, table.size());
        assertTrue(table.get(1).startsWith("\"linear f, own context\",1,0."), table.get(1));
        assertTrue(ImageIO.read(out.resolve("theory-3a.png").toFile()).getWidth() > 1000);
        assertTrue(Files.size(out.resolve("theory-3a.svg")) > 1000);
    }

    @Test
    void badUsageIsRefusedBeforeTheWork() {
        Command.run("theory", "--figure", "5", "--out", folder).requireRefusal("'5'", "2, 3a, 3b, 4b");
        Command.run("theory", "--figure", "2", "--batches", "0", "--out", folder).requireRefusal("--batches 0", "at least 1");
        Command.run("theory", "--figure", "2").requireRefusal("--out");
        Command.run("theory", "--out", folder).requireRefusal("--figure");
        Command.run("theory", "--figure", "2", "--out", folder, "--json", folder).requireRefusal("name a file");
        assertFalse(Files.exists(folder.resolve("theory-2.json")));
    }
}
