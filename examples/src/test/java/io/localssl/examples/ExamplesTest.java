package io.localssl.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Both twins run, write what they promise, and come to the same encoder and accuracy. */
class ExamplesTest {

    @Test
    void javaAndKotlinWalkTheSameRoad(@TempDir Path folder) throws IOException {
        double inJava = PixelsToPrediction.run(folder.resolve("java"), 300, 1);
        double inKotlin = PixelsToPredictionInKotlinKt.pixelsToPrediction(folder.resolve("kotlin"), 300, 1);
        assertEquals(inJava, inKotlin);
        assertTrue(inJava > 0.15, "accuracy " + inJava + " is no better than chance");
        for (String file : List.of("encoder.onnx", "classifier.onnx", "classifier.tribuo")) {
            assertTrue(Files.size(folder.resolve("java").resolve(file)) > 1000, file);
            assertTrue(Files.size(folder.resolve("kotlin").resolve(file)) > 1000, file);
        }
    }

    @Test
    void aTableWithImagesInJavaAndKotlin(@TempDir Path folder) throws IOException {
        double inJava = TableWithImages.run(folder.resolve("java"), 200, 1);
        assertEquals(inJava, TableWithImagesInKotlinKt.tableWithImages(folder.resolve("kotlin"), 200, 1));
        assertTrue(inJava > 0.3, "accuracy " + inJava + " is no better than chance, which is 0.2");
    }
}
