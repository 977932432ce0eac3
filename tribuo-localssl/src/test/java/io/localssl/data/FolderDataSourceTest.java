package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.Fit;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FolderDataSourceTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() {
        ImageFiles.write(ImageFiles.flat(20, 10, 0x110000), "png", folder.resolve("dog/b.png"));
        ImageFiles.write(ImageFiles.flat(20, 30, 0x220000), "jpeg", folder.resolve("dog/a.JPEG"));
        ImageFiles.write(ImageFiles.flat(12, 12, 0x330000), "png", folder.resolve("dog/z/deep.png"));
        ImageFiles.write(ImageFiles.flat(5, 9, 0x440000), "png", folder.resolve("cat/x.png"));
    }

    private FolderDataSource<Label> open() {
        return new FolderDataSource<>(folder, 8, new LabelFactory());
    }

    private static byte[] pixels(Example<Label> example) {
        return ((ImageExample<Label>) example).getPixels();
    }

    @Test
    void readsClassesInTurns() {
        List<Example<Label>> examples = Replay.examples(open());
        assertEquals(4, open().size());
        assertEquals(new ImageShape(3, 8, 8), open().getImageShape());
        assertEquals(List.of("cat", "dog", "dog", "dog"), examples.stream().map(example -> example.getOutput().getLabel()).toList());
        int[] red = {0x44, 0x22, 0x11, 0x33};
        for (int i = 0; i < red.length; i++) {
            assertEquals(red[i], pixels(examples.get(i))[5], 3, "image " + i);
        }
        assertEquals(examples.subList(0, 2), Replay.examples(open().limit(2)));
    }

    @Test
    void hiddenFilesAndFilesBesideTheClassesAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("README.txt"), "words");
        Files.writeString(folder.resolve("dog/.DS_Store"), "words");
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/HEAD"), "words");
        Files.createDirectories(folder.resolve("empty"));
        assertEquals(4, Replay.examples(open()).size());
    }

    /** Against the mean over the area of each pixel, straight from the definition, where the factor is whole and edges do not matter. */
    @ParameterizedTest
    @CsvSource({"40,24", "24,40", "24,24"})
    void theMiddleSquareIsResized(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.setRGB(column, row, (3 * row) << 16 | (3 * column) << 8 | row + column);
            }
        }
        ImageFiles.write(image, "png", folder.resolve("a/a.png"));
        byte[] pixels = pixels(open().iterator().next());
        int top = (height - 24) / 2;
        int left = (width - 24) / 2;
        for (int row = 1; row < 7; row++) {
            for (int column = 1; column < 7; column++) {
                double y = top + 3 * row + 1;
                double x = left + 3 * column + 1;
                assertEquals(3 * y, pixels[row * 8 + column] & 0xFF, 0.51);
                assertEquals(3 * x, pixels[64 + row * 8 + column] & 0xFF, 0.51);
                assertEquals(y + x, pixels[128 + row * 8 + column] & 0xFF, 0.51);
            }
        }
    }

    @Test
    void imagesOfTheRightSizeStayAsTheyAre() {
        ImageFiles.write(ImageFiles.colour(8, 8), "png", folder.resolve("a/a.png"));
        byte[] pixels = pixels(open().iterator().next());
        for (int i = 0; i < pixels.length; i++) {
            assertEquals((byte) ImageFiles.level(i / 64, i / 8 % 8, i % 8), pixels[i]);
        }
    }

    @Test
    void provenanceReplaysAndKnowsEachFile() throws IOException {
        ImageDataSource<Label> source = open().limit(3);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(provenance, Replay.store(provenance));
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        ImageSourceProvenance whole = open().getProvenance();
        Files.move(folder.resolve("dog/b.png"), folder.resolve("dog/c.png"));
        assertNotEquals(whole, open().getProvenance(), "a file with another name");
        Files.move(folder.resolve("dog/c.png"), folder.resolve("dog/b.png"));
        assertEquals(whole, open().getProvenance());
        ImageFiles.write(ImageFiles.flat(12, 12, 0x330001), "png", folder.resolve("dog/z/deep.png"));
        assertNotEquals(whole, open().getProvenance(), "a file with other pixels");
    }

    @Test
    void configuresFromXml() throws IOException {
        Path xml = Files.writeString(folder.resolve("config.xml"), """
                <config>
                  <component name="factory" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.data.FolderDataSource">
                    <property name="directory" value="%s"/>
                    <property name="outputFactory" value="factory"/>
                  </component>
                  <component name="small-images" type="io.localssl.data.FolderDataSource">
                    <property name="directory" value="%s"/>
                    <property name="outputFactory" value="factory"/>
                    <property name="decoder" value="decoder"/>
                    <property name="badFiles" value="policy"/>
                  </component>
                  <component name="decoder" type="io.localssl.image.ImageDecoder">
                    <property name="channels" value="1"/>
                    <property name="height" value="5"/>
                    <property name="width" value="7"/>
                    <property name="fit" value="STRETCH"/>
                    <property name="background" value="#00ff00"/>
                  </component>
                  <component name="policy" type="io.localssl.image.BadFilePolicy">
                    <property name="maxShare" value="0.5"/>
                  </component>
                </config>
                """.formatted(folder, folder));
        try (ConfigurationManager cm = new ConfigurationManager(xml.toString())) {
            assertEquals(new ImageShape(3, 64, 64), assertInstanceOf(FolderDataSource.class, cm.lookup("images")).getImageShape());
            FolderDataSource<?> small = assertInstanceOf(FolderDataSource.class, cm.lookup("small-images"));
            assertEquals(new ImageShape(1, 5, 7), small.getImageShape());
            assertEquals("BadFilePolicy(maxShare=0.5)", small.badFiles().toString());
        }
    }

    private FolderDataSource<Label> open(BadFilePolicy policy) {
        return new FolderDataSource<>(folder, ImageDecoder.of(new ImageShape(3, 8, 8)), policy, new LabelFactory());
    }

    @Test
    void tooManyUndecodableFilesEndTheReading() throws IOException {
        Files.writeString(folder.resolve("dog/notes.txt"), "words");
        for (ImageDataSource<Label> source : List.of(open(), open(BadFilePolicy.fail()), open(BadFilePolicy.skip(0.1)))) {
            assertEquals(5, source.size());
            Iterator<Example<Label>> images = source.iterator();
            ImageDataException e = assertThrows(ImageDataException.class, () -> images.forEachRemaining(image -> { }));
            assertTrue(e.getMessage().contains("notes.txt: found") && e.getMessage().contains("expected"), e.getMessage());
            assertFalse(images.hasNext(), "nothing comes after a failure");
        }
    }

    @Test
    void undecodableFilesAreSkippedAndReplayed() throws IOException {
        List<Example<Label>> whole = Replay.examples(open());
        Files.writeString(folder.resolve("dog/c.txt"), "words");
        Files.write(folder.resolve("cat/y.png"), new byte[0]);
        ImageDataSource<Label> source = open(BadFilePolicy.skip(0.5));
        assertEquals(6, source.size(), "as many as there are files");
        assertEquals(whole, Replay.examples(source));
        assertEquals(whole, Replay.examples(source), "each time anew");
        assertEquals(whole, Replay.examples(Replay.<Label>source(source.getProvenance())));
        assertEquals(whole.subList(0, 2), Replay.examples(source.limit(3)), "the first three files are cat/x.png, dog/a.JPEG and cat/y.png");
        assertEquals(4, ImageStore.read(source).size());
        assertThrows(ImageDataException.class, () -> Replay.examples(open(BadFilePolicy.skip(0.2))));
    }

    @Test
    void imagesBecomeWhatTheDecoderMakesOfThem() {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(1, 6, 4)).fit(Fit.STRETCH).build();
        FolderDataSource<Label> source = new FolderDataSource<>(folder, decoder, BadFilePolicy.fail(), new LabelFactory());
        assertEquals(new ImageShape(1, 6, 4), source.getImageShape());
        byte[] grey = pixels(Replay.examples(source).get(2));
        assertEquals(24, grey.length);
        assertEquals(0.299 * 0x11, grey[7], 0.51);
        assertEquals(source.getProvenance(), Replay.<Label>source(source.getProvenance()).getProvenance());
        ImageDataException e = assertThrows(ImageDataException.class, () -> new FolderDataSource<>(folder, ImageDecoder.builder().build(), BadFilePolicy.fail(), new LabelFactory()));
        assertTrue(e.getMessage().contains("one shape"), e.getMessage());
    }

    @Test
    void badFoldersAreRefused(@TempDir Path other) throws IOException {
        assertThrows(ImageDataException.class, () -> new FolderDataSource<>(folder, 0, new LabelFactory()));
        assertThrows(ImageDataException.class, () -> new FolderDataSource<>(folder.resolve("none"), 8, new LabelFactory()));
        assertThrows(ImageDataException.class, () -> new FolderDataSource<>(folder.resolve("dog/b.png"), 8, new LabelFactory()));
        ImageFiles.write(ImageFiles.flat(4, 4, 0), "png", other.resolve("flat.png"));
        assertTrue(assertThrows(ImageDataException.class, () -> new FolderDataSource<>(other, 8, new LabelFactory())).getMessage().contains("sub-folder"));
        Files.createDirectories(other.resolve("empty"));
        assertTrue(assertThrows(ImageDataException.class, () -> new FolderDataSource<>(other, 8, new LabelFactory())).getMessage().contains("no image"));
    }
}
