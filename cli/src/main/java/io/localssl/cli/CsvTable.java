package io.localssl.cli;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Rows of comma-separated values (RFC 4180, lines end in LF). */
final class CsvTable implements Closeable {
    private static final Pattern PLAIN = Pattern.compile("[^,\"\\r\\n]*");

    private final BufferedWriter out;

    CsvTable(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    /** Writes one line: numbers as Java writes them, text quoted where it must be. */
    void row(Object... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            out.write(i == 0 ? "" : ",");
            out.write(cells[i] instanceof Number number ? number.toString() : quote(cells[i].toString()));
        }
        out.write('\n');
    }

    private static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
