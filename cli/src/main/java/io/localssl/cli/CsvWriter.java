package io.localssl.cli;

import org.tribuo.classification.Label;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Rows as comma-separated values (RFC 4180) with a header, the label first, empty where there is none. */
final class CsvWriter implements FeatureWriter {
    private final BufferedWriter out;

    CsvWriter(Path file, int dimension) throws IOException {
        out = Files.newBufferedWriter(file);
        out.write("label");
        for (int i = 0; i < dimension; i++) {
            out.write(",f" + i);
        }
        out.write('\n');
    }

    @Override
    public void add(String label, float[] row) throws IOException {
        out.write(label.equals(Label.UNKNOWN) ? "" : quote(label));
        for (float value : row) {
            out.write(',');
            out.write(Float.toString(value));
        }
        out.write('\n');
    }

    private static String quote(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
