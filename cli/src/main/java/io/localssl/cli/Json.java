package io.localssl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.localssl.LocalSSLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results as files for other programs. Maps keep their keys; a record's component {@code imagesPerSecond} is called {@code images_per_second}. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {
    }

    /** Writes one map or record. */
    static void write(Path path, Object object) throws IOException {
        AtomicFile.write(path, file -> Files.writeString(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n"));
    }

    /** Writes one object a line. */
    static void writeLines(Path path, List<? extends Map<String, ?>> objects) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Map<String, ?> object : objects) {
            lines.append(MAPPER.writeValueAsString(object)).append('\n');
        }
        AtomicFile.write(path, file -> Files.writeString(file, lines));
    }

    /**
     * Reads what {@link #write} wrote; what the type does not know is passed over.
     *
     * @throws LocalSSLException if it is something else.
     */
    static <T> T read(Path path, Class<T> type) throws IOException {
        return parse(path, Files.readString(path), type);
    }

    /** Reads what {@link #writeLines} wrote. */
    static <T> List<T> readLines(Path path, Class<T> type) throws IOException {
        List<T> objects = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            objects.add(parse(path, line, type));
        }
        return objects;
    }

    private static <T> T parse(Path path, String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new LocalSSLException("found " + path + ", which is damaged (" + e.getOriginalMessage() + "), expected what localssl wrote; delete it", e);
        }
    }
}
