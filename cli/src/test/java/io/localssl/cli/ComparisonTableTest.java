package io.localssl.cli;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ComparisonTableTest {
    private static final String RULE = "clapp++:negatives=3";
    private static final List<CellResult> CELLS = List.of(
            cell(Cell.PIXELS, 1, 0.25, null),
            cell(Cell.UNTRAINED, 1, 0.5, null, 0),
            cell(Cell.UNTRAINED, 2, 0.6, null, 0),
            cell(Cell.UNTRAINED, 3, 0.9, null, 0),
            cell(RULE, 1, 0.4, new CellResult.Cost(100, 31, 500), 10, 100),
            cell(RULE, 2, 0.3, new CellResult.Cost(110, 27, 502), 12, 110),
            CellResult.failed(new Cell(RULE, 3), "found loss NaN"),
            CellResult.failed(new Cell("clapp++", 1), "found no memory"));

    @TempDir
    private Path folder;

    private static CellResult cell(String features, long seed, double accuracy, CellResult.@Nullable Cost cost, double... seconds) {
        List<CellResult.Point> curve = Stream.iterate(0, i -> i + 1).limit(seconds.length)
                .map(i -> new CellResult.Point(cost == null ? 0 : i + 1, seconds[i], accuracy)).toList();
        return new CellResult(features, seed, null, Map.of("ridge", accuracy), cost, curve);
    }

    private static ComparisonTable table() {
        return new ComparisonTable(List.of("ridge"), Stream.of(Cell.PIXELS, Cell.UNTRAINED, RULE, "clapp++")
                .map(features -> ComparisonRow.of(features, CELLS, List.of("ridge"))).toList());
    }

    @Test
    void readsWell() {
        assertEquals("""
                | features            |     ridge % | seconds | images/s |     MiB |      n |
                | ------------------- | ----------: | ------: | -------: | ------: | -----: |
                | raw pixels          |        25.0 |       – |        – |       – |      1 |
                | untrained encoder   | 66.7 ± 20.8 |       – |        – |       – |      3 |
                | clapp++:negatives=3 |  35.0 ± 7.1 | 105 ± 7 |   29 ± 3 | 501 ± 1 | 2 of 3 |
                | clapp++             |           – |       – |        – |       – | 0 of 1 |

                Failed: clapp++:negatives=3, seed 3: found loss NaN

                Failed: clapp++, seed 1: found no memory
                """, table().markdown());
    }

    @Test
    void keepsAllDigitsForSpreadsheets() throws IOException {
        Path file = folder.resolve("table.csv");
        table().writeCsv(file);
        List<String> lines = Files.readAllLines(file);
        assertEquals("features,n,failed,accuracy_ridge_mean,accuracy_ridge_sd,seconds_total_mean,seconds_total_sd,images_per_second_mean,images_per_second_sd,"
                + "peak_offheap_mb_mean,peak_offheap_mb_sd", lines.get(0));
        assertEquals("raw pixels,1,0,0.25,,,,,,,", lines.get(1));
        assertTrue(lines.get(3).startsWith("clapp++:negatives=3,2,1,0.35,0.0707106781"), lines.get(3));
        assertEquals("clapp++,0,1,,,,,,,,", lines.get(4));
    }

    /** The seed of a cell that failed is left out of the beginning of the curve, too. */
    @Test
    void theCurveBeginsWithTheUntrainedEncodersOfTheSameSeeds() {
        List<ComparisonRow.Point> curve = table().rows().get(2).curve();
        assertEquals(List.of(0, 1, 2), curve.stream().map(ComparisonRow.Point::epoch).toList());
        assertEquals(Spread.of(0.5, 0.6), curve.get(0).accuracy());
        assertEquals(Spread.of(10, 12), curve.get(1).seconds());
        assertEquals(Spread.of(0.4, 0.3), curve.get(2).accuracy());
        assertEquals(List.of(), table().rows().get(0).curve());
    }

    @Test
    void drawsAlsoWhatIsNotYetTrained() throws IOException {
        Path all = folder.resolve("all.png");
        AccuracyPlot.of(table().rows(), "ridge").write(all);
        assertNotNull(ImageIO.read(all.toFile()));
        Path pixels = folder.resolve("pixels.png");
        AccuracyPlot.of(table().rows().subList(0, 1), "ridge").write(pixels);
        assertNotNull(ImageIO.read(pixels.toFile()));
    }

    @Test
    void aSpreadIsThatOfASample() {
        Spread spread = Spread.of(2, 4, 4, 4, 5, 5, 7, 9);
        assertEquals(5, spread.mean());
        assertEquals(Math.sqrt(32.0 / 7), spread.sd(), 1e-15);
        assertEquals("500.0 ± 213.8", spread.text(100, 1));
        assertNull(Spread.of(3).sd());
        assertEquals("3", Spread.of(3).text(1, 0));
    }

    @Test
    void cellsHaveFilesOfTheirOwn() {
        assertEquals("clapp++-seed1", new Cell("clapp++", 1).fileName());
        assertEquals("clapp++_contrast=softhinge_negatives=3-seed12", new Cell("clapp++:contrast=softhinge:negatives=3", 12).fileName());
        assertEquals("a%5fb%2fc%e9-seed1", new Cell("a_b/cé", 1).fileName());
    }
}
