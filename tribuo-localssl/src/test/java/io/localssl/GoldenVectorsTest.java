package io.localssl;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every tensor that a manifest lists is there, has the size it says and holds numbers. */
class GoldenVectorsTest {

    @Test
    void readsEveryTensorOfEveryFolder() throws IOException {
        int read = 0;
        for (String folder : foldersWithManifest()) {
            GoldenVectors vectors = GoldenVectors.load(folder);
            for (JsonNode entry : vectors.manifest().path("tensors")) {
                read += readOne(vectors, folder, entry);
            }
        }
        assertTrue(read > 0, "no tensor found in " + GoldenVectors.directory());
    }

    @Test
    void refusesAnUnknownTensor() throws IOException {
        GoldenVectors vectors = GoldenVectors.load(foldersWithManifest().get(0));
        assertFalse(vectors.has("no such tensor"));
        assertThrows(IllegalArgumentException.class, () -> vectors.floats("no such tensor"));
    }

    private static int readOne(GoldenVectors vectors, String folder, JsonNode entry) {
        String name = entry.get("name").asText();
        assertTrue(vectors.has(name) && vectors.names().contains(name));
        int elements = 1;
        for (int side : vectors.shape(name)) {
            elements *= side;
        }
        if (entry.get("dtype").asText().equals("int32")) {
            assertEquals(elements, vectors.ints(name).length);
        } else {
            float[] values = vectors.floats(name);
            assertEquals(elements, values.length);
            for (float value : values) {
                assertTrue(Float.isFinite(value), folder + " " + name);
            }
        }
        return elements;
    }

    private static List<String> foldersWithManifest() throws IOException {
        try (Stream<Path> folders = Files.list(GoldenVectors.directory())) {
            return folders.filter(folder -> Files.exists(folder.resolve("manifest.json"))).map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }
}
