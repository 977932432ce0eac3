package io.localssl.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CsvTableTest {
    @TempDir
    private Path folder;

    @Test
    void quotesOnlyWhatMustBe() throws IOException {
        Path file = folder.resolve("table.csv");
        try (CsvTable table = new CsvTable(file)) {
            table.row("rule", "layer", "mean");
            table.row("a, b", 1, 0.1);
            table.row("say \"c\"\n", 2, -1e-9f);
        }
        assertEquals("rule,layer,mean\n\"a, b\",1,0.1\n\"say \"\"c\"\"\n\",2,-1.0E-9\n", Files.readString(file));
    }
}
