package io.localssl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One folder of golden vectors: its {@code manifest.json} and the tensors that it lists.
 * <p>
 * The folders are those of the system property {@code golden.dir}, by default the copy in the test resources. A relative path is looked up from the
 * working directory and, because a build runs the tests of a module in the module's own folder, from the folder above it.
 */
public final class GoldenVectors {
    private static final String DIRECTORY_PROPERTY = "golden.dir";

    private final Path folder;
    private final JsonNode manifest;
    private final Map<String, JsonNode> tensors = new LinkedHashMap<>();

    private GoldenVectors(Path folder, JsonNode manifest) {
        this.folder = folder;
        this.manifest = manifest;
        manifest.path("tensors").forEach(entry -> tensors.put(entry.get("name").asText(), entry));
    }

    /**
     * Opens one folder.
     *
     * @param name for example {@code spatial}.
     * @return its vectors.
     */
    public static GoldenVectors load(String name) {
        Path folder = directory().resolve(name);
        try {
            return new GoldenVectors(folder, new ObjectMapper().readTree(Files.readAllBytes(folder.resolve("manifest.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException("found no readable manifest.json in " + folder + "; check -D" + DIRECTORY_PROPERTY, e);
        }
    }

    /** @return the folder that holds the folders. */
    public static Path directory() {
        String property = System.getProperty(DIRECTORY_PROPERTY, "");
        if (property.isBlank() || property.startsWith("${")) {
            try {
                return Path.of(GoldenVectors.class.getResource("/golden/README.md").toURI()).getParent();
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        Path here = Path.of(property).toAbsolutePath();
        Path above = Path.of("..").toAbsolutePath().resolve(property).normalize();
        return !Files.isDirectory(here) && Files.isDirectory(above) ? above : here;
    }

    /** @return the whole manifest. */
    public JsonNode manifest() {
        return manifest;
    }

    /** @return the names of all tensors, in the order of the manifest. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /**
     * @param tensor the name of a tensor.
     * @return whether the manifest lists it.
     */
    public boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /**
     * @param tensor the name of a tensor.
     * @return its shape; empty for a scalar.
     */
    public int[] shape(String tensor) {
        return ints(entry(tensor).get("shape"));
    }

    /**
     * @param tensor the name of a float32 tensor.
     * @return its values in row-major order.
     */
    public float[] floats(String tensor) {
        float[] values = new float[elements(tensor)];
        buffer(tensor, "float32").asFloatBuffer().get(values);
        return values;
    }

    /**
     * @param tensor the name of an int32 tensor.
     * @return its values in row-major order.
     */
    public int[] ints(String tensor) {
        int[] values = new int[elements(tensor)];
        buffer(tensor, "int32").asIntBuffer().get(values);
        return values;
    }

    /**
     * @param file the name of a file of this folder, as a manifest gives it.
     * @return its bytes.
     */
    public byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param array a JSON array of whole numbers.
     * @return the numbers.
     */
    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private JsonNode entry(String tensor) {
        JsonNode entry = tensors.get(tensor);
        if (entry == null) {
            throw new IllegalArgumentException("found no tensor '" + tensor + "' in the manifest of " + folder);
        }
        return entry;
    }

    private int elements(String tensor) {
        int elements = 1;
        for (int side : shape(tensor)) {
            elements *= side;
        }
        return elements;
    }

    private ByteBuffer buffer(String tensor, String dtype) {
        JsonNode entry = entry(tensor);
        if (!entry.get("dtype").asText().equals(dtype)) {
            throw new IllegalArgumentException("found dtype " + entry.get("dtype") + " of '" + tensor + "', expected " + dtype);
        }
        ByteBuffer bytes = ByteBuffer.wrap(bytes(entry.get("file").asText())).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() != 4 * elements(tensor)) {
            throw new IllegalStateException("found " + bytes.remaining() + " bytes of '" + tensor + "', expected " + 4 * elements(tensor));
        }
        return bytes;
    }
}
