package io.localssl.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Results as files for other programs. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {
    }

    /** Writes one object. */
    static void write(Path path, Map<String, ?> object) throws IOException {
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
}
