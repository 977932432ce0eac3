package io.localssl.image;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static io.localssl.image.EncodedImages.encode;
import static io.localssl.image.EncodedImages.flat;
import static io.localssl.image.Sources.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageListDataSourceTest {
    @TempDir
    private Path folder;
    private Path absolute;

    @BeforeEach
    void files() throws IOException {
        Sources.write(folder.resolve("photos/a, b.png"), encode(flat(9, 9, 0x110000), "png"));
        Sources.write(folder.resolve("photos/c.png"), encode(flat(9, 5, 0x220000), "png"));
        absolute = Sources.write(folder.resolve("elsewhere/d.png"), encode(flat(7, 7, 0x330000), "png"));
    }

    private ImageListDataSource<Label> open(String text) throws IOException {
        Path list = Files.writeString(Files.createDirectories(folder.resolve("photos")).resolve("list.csv"), text);
        return new ImageListDataSource<>(list, 8, new LabelFactory());
    }

    @Test
    void imagesComeInTheOrderOfTheList() throws IOException {
        List<String> expected = List.of("33 fox, red", "11 a \"cat\"", "22 dog", "11 dog");
        String lines = absolute + ",\"fox, red\"\n\n# a comment, with a comma\n  \n\"a, b.png\",\"a \"\"cat\"\"\"\nc.png, dog \n\"../photos/a, b.png\",dog";
        assertEquals(expected, describe(open(lines)));
        assertEquals(expected, describe(open(lines.replace("\n", "\r\n") + "\r\n")));
        assertEquals(expected, describe(open("\uFEFF" + lines)));
        assertEquals(expected, describe(open("path,label\n" + lines)));
        assertEquals(expected.subList(0, 2), describe(open(lines).limit(2)));
    }

    @Test
    void withoutLabelsTheyAreUnlabelled() throws IOException {
        assertEquals(List.of("22 -", "11 -"), describe(open("c.png\n\"a, b.png\"\n")));
        assertEquals(List.of("22 -", "11 cat"), describe(open("c.png,\n\"a, b.png\",cat\n")));
        assertEquals(List.of("22 -"), describe(open("path\nc.png\n")));
    }

    @Test
    void aHeaderNamesTheColumns() throws IOException {
        String table = "# made by hand\nage,kind,file\n3,dog,c.png\n4,cat,\"a, b.png\"\n";
        Path list = Files.writeString(folder.resolve("photos/table.csv"), table);
        ImageDataSource<Label> named = new ImageListDataSource<>(list, "file", "kind", ImageDecoder.squares(8), BadFilePolicy.fail(), new LabelFactory());
        assertEquals(List.of("22 dog", "11 cat"), describe(named));
        assertEquals(List.of("22 dog"), describe(named.limit(1)), "a copy has the same columns");
        assertEquals(List.of("22 -", "11 -"), describe(new ImageListDataSource<>(list, "file", "none", ImageDecoder.squares(8), BadFilePolicy.fail(), new LabelFactory())));
        ImageDataSource<Label> again = Sources.replay(named.getProvenance());
        assertEquals(named.getProvenance(), again.getProvenance());
        assertEquals(describe(named), describe(again));
    }

    @Test
    void provenanceKnowsLabelsAndFiles() throws IOException {
        ImageSourceProvenance provenance = open("c.png,dog\nmissing.png,dog\n").getProvenance();
        assertEquals(provenance, open("# the same\nc.png,dog\nmissing.png,dog\n").getProvenance());
        assertNotEquals(provenance, open("c.png,dog\nmissing.png,cat\n").getProvenance());
        assertNotEquals(provenance, open("c.png,dog\nmissing.png\n").getProvenance());
        Sources.write(folder.resolve("photos/missing.png"), encode(flat(9, 5, 0), "png"));
        assertNotEquals(provenance, open("c.png,dog\nmissing.png,dog\n").getProvenance());
    }

    @Test
    void missingFilesAreThePolicysConcern() throws IOException {
        String lines = "c.png,dog\n".repeat(10) + "gone.png,cat\n";
        assertEquals(10, describe(open(lines)).size());
        ImageDataException e = assertThrows(ImageDataException.class, () -> describe(open("c.png,dog\ngone.png,cat\n")));
        assertTrue(e.getMessage().contains("gone.png"), e.getMessage());
    }

    /** Or every path would be looked for in the wrong column, or with its label at its end. */
    @ParameterizedTest
    @ValueSource(strings = {"filename,label\nc.png,dog", "label,file\ndog,c.png", "c.png;dog\nc.png;dog", "c.png dog", "c.png\tdog"})
    void aFirstLineThatNamesNoFileIsRefused(String text) {
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(text));
        String first = text.lines().findFirst().orElseThrow().split(",")[0];
        assertTrue(e.getMessage().contains("found '" + first + "' in line 1 of " + folder.resolve("photos/list.csv")) && e.getMessage().contains("'path' and 'label'"), e.getMessage());
    }

    @Test
    void aFirstLineMayNameAFileWithoutAnEnding() throws IOException {
        Sources.write(folder.resolve("photos/e"), encode(flat(9, 9, 0x440000), "png"));
        assertEquals(List.of("44 dog", "22 dog"), describe(open("e,dog\nc.png,dog")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"c.png,dog;,cat | line 2", "c.png,dog;\"c.png,dog | line 2", "label,path;dog | line 2", "c\u0000.png,dog | line 1", "path,label | no image in", "# nothing | no image"})
    void malformedListsAreRefused(String lines, String found) {
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(lines.replace(';', '\n')));
        assertTrue(e.getMessage().contains(found) && e.getMessage().contains("photos") && e.getMessage().contains("expected"), e.getMessage());
    }

    /** Whatever the bytes are, a list comes out or a refusal that names it. */
    @Test
    void damagedListsAreReadOrRefused() throws IOException {
        byte[] whole = "path,label\n\"a, b.png\",\"a \"\"cat\"\"\"\nc.png,dög\n".getBytes(StandardCharsets.UTF_8);
        Path list = folder.resolve("photos/list.csv");
        for (int at = 0; at < whole.length; at++) {
            for (byte[] damaged : List.of(Arrays.copyOf(whole, at), flipped(whole, at))) {
                Files.write(list, damaged);
                try {
                    assertTrue(new ImageListDataSource<>(list, 8, new LabelFactory()).size() > 0);
                } catch (ImageDataException e) {
                    assertTrue(e.getMessage().contains("photos"), e.getMessage());
                }
            }
        }
        Files.delete(list);
        assertThrows(ImageDataException.class, () -> new ImageListDataSource<>(list, 8, new LabelFactory()));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) 0x80;
        return flipped;
    }
}
