package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BenchCommandTest {
    @TempDir
    Path folder;

    private JsonNode bench(String... arguments) throws IOException {
        Path json = folder.resolve("bench.json");
        List<Object> line = new ArrayList<>(List.of("bench", "--net", "8,16M", "--batch", 8, "--threads", 2, "--seconds", 0.2, "--json", json));
        line.addAll(List.of(arguments));
        String text = Command.run(line.toArray()).requireSuccess().out();
        assertTrue(text.lines().allMatch(row -> row.length() <= 80), text);
        assertTrue(text.contains("images/s") && text.contains("weight gradient") && text.contains("GFLOP/s"), text);
        return new ObjectMapper().readTree(json.toFile());
    }

    /** The fields that other programs read, by name and type. */
    @Test
    void aStepInJson() throws IOException {
        JsonNode result = bench();
        assertTrue(result.get("images_per_second").asDouble() > 0);
        assertEquals(8000 / result.get("step").get("ms").asDouble(), result.get("images_per_second").asDouble(), 1e-6);
        double sum = result.get("wait_ms").asDouble() + result.get("transfer_ms").asDouble();
        for (String part : List.of("augment", "forward", "loss", "weight_gradient", "update")) {
            JsonNode entry = result.get("parts").get(part);
            assertTrue(entry.get("ms").isDouble() && entry.get("ms").asDouble() > 0, part);
            assertTrue(entry.get("gflops").isDouble() && entry.get("gflops").asDouble() > 0, part);
            assertTrue(entry.get("min_ms").asDouble() <= entry.get("ms").asDouble() && entry.get("spread_ms").asDouble() >= 0, part);
            sum += part.equals("augment") ? 0 : entry.get("ms").asDouble();
        }
        assertFalse(result.get("parts").has("input_gradient"), "local rules have none");
        assertEquals(1, sum / result.get("step").get("ms").asDouble(), 0.5, "medians of the parts, which are the step but for its jitter");
        assertTrue(result.get("gemm_ceiling_gflops").asDouble() > 0);
        assertEquals(result.get("achieved_gflops").asDouble() / result.get("gemm_ceiling_gflops").asDouble(), result.get("efficiency").asDouble(), 1e-9);
        assertTrue(result.get("efficiency").asDouble() > 0 && result.get("efficiency").asDouble() < 3);
        assertTrue(result.get("peak_offheap_mb").get("local").asDouble() > 0);
        assertTrue(result.get("peak_offheap_mb").get("local").asDouble() <= result.get("peak_offheap_mb").get("bp").asDouble());
        for (String side : List.of("local", "bp")) {
            double activations = result.get("activations_mb").get(side).asDouble();
            assertTrue(activations > 0 && activations < result.get("peak_offheap_mb").get(side).asDouble(), side + ": " + activations);
        }
        assertTrue(result.get("parameters_mb").get("local").asDouble() > result.get("parameters_mb").get("bp").asDouble());
        assertEquals(2, result.get("threads").asInt());
        assertEquals("fp32", result.get("precision").asText());
        for (String version : List.of("library", "java", "nd4j", "openblas", "processor", "os")) {
            String found = result.get("versions").get(version).asText();
            assertFalse(found.isBlank() || found.equals("unknown") || found.contains("${"), version + ": " + found);
        }
        assertEquals(result.get("library").asText().equals("onednn"), result.get("versions").has("onednn"));
    }

    @Test
    void backPropagationHasAnInputGradient() throws IOException {
        assertTrue(bench("--rule", "bp-clapp++").get("parts").get("input_gradient").get("gflops").asDouble() > 0);
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        Path json = folder.resolve("none.json");
        Command.run("bench", "--net", "8,x", "--json", json).requireRefusal("8,x", "expected vgg6");
        Command.run("bench", "--rule", "magic", "--json", json).requireRefusal("magic", "expected one of");
        Command.run("bench", "--batch", 1, "--json", json).requireRefusal("batch size 1", "at least 2");
        Command.run("bench", "--threads", -1, "--json", json).requireRefusal("threads -1", "at least 1");
        Command.run("bench", "--seconds", 0, "--json", json).requireRefusal("seconds 0", "above 0");
        assertFalse(Files.exists(json));
    }
}
