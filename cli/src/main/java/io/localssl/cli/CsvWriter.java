package io.localssl.cli;

import org.tribuo.classification.Label;

import java.io.IOException;
import java.nio.file.Path;

/** Features as a table with a header, the label first, empty where there is none. */
final class CsvWriter implements FeatureWriter {
    private final CsvTable table;
    private final Object[] cells;

    CsvWriter(Path file, int dimension) throws IOException {
        table = new CsvTable(file);
        cells = new Object[dimension + 1];
        cells[0] = "label";
        for (int i = 0; i < dimension; i++) {
            cells[i + 1] = "f" + i;
        }
        table.row(cells);
    }

    @Override
    public void add(String label, float[] row) throws IOException {
        cells[0] = label.equals(Label.UNKNOWN) ? "" : label;
        for (int i = 0; i < row.length; i++) {
            cells[i + 1] = row[i];
        }
        table.row(cells);
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
