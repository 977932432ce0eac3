package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import static io.localssl.image.EncodedImages.colour;
import static io.localssl.image.EncodedImages.encode;
import static io.localssl.image.EncodedImages.flat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageDirectoryDataSourceTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Sources.write(folder.resolve("dog/b.png"), encode(flat(20, 10, 0x110000), "png"));
        Sources.write(folder.resolve("dog/a.JPEG"), encode(flat(20, 30, 0x220000), "jpeg"));
        Sources.write(folder.resolve("dog/z/deep.png"), encode(flat(12, 12, 0x330000), "png"));
        Sources.write(folder.resolve("cat/x.png"), encode(flat(5, 9, 0x440000), "png"));
    }

    private ImageDirectoryDataSource<Label> open() {
        return new ImageDirectoryDataSource<>(folder, 8, new LabelFactory());
    }

    private static byte[] pixels(Example<Label> example) {
        return ((ImageExample<Label>) example).getPixels();
    }

    @Test
    void readsClassesInTurns() {
        List<Example<Label>> examples = Sources.examples(open());
        assertEquals(4, open().size());
        assertEquals(new ImageShape(3, 8, 8), open().getImageShape());
        assertEquals(List.of("cat", "dog", "dog", "dog"), examples.stream().map(example -> example.getOutput().getLabel()).toList());
        int[] red = {0x44, 0x22, 0x11, 0x33};
        for (int i = 0; i < red.length; i++) {
            assertEquals(red[i], pixels(examples.get(i))[5], 3, "image " + i);
        }
        assertEquals(examples.subList(0, 2), Sources.examples(open().limit(2)));
    }

    @Test
    void hiddenFilesAndFilesBesideTheClassesAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("README.txt"), "words");
        Files.writeString(folder.resolve("dog/.DS_Store"), "words");
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/HEAD"), "words");
        Files.createDirectories(folder.resolve("empty"));
        assertEquals(4, Sources.examples(open()).size());
    }

    /** What is neither called an image nor begins like one is no bad image; what only one of both tells is an image, and so is what cannot be opened. */
    @Test
    void whatIsNoImageFileIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("dog/notes.txt"), "words");
        Files.writeString(folder.resolve("cat/x.json"), "{}");
        Files.write(folder.resolve("dog/Thumbs.db"), new byte[] {1, 2, 3});
        Files.write(folder.resolve("dog/desktop.ini"), new byte[0]);
        Files.createDirectories(folder.resolve("notes"));
        Files.writeString(folder.resolve("notes/a.md"), "words");
        assertEquals(4, open(BadFilePolicy.fail()).size());
        assertEquals(4, Sources.examples(open(BadFilePolicy.fail())).size());
        Sources.write(folder.resolve("cat/y"), encode(flat(9, 9, 0x550000), "png"));
        Sources.write(folder.resolve("cat/z.txt"), encode(flat(9, 9, 0x660000), "gif"));
        assertEquals(6, Sources.examples(open(BadFilePolicy.fail())).size());
        for (String name : List.of("cat/a.HEIC", "cat/a.ppm", "cat/a.tar.jpeg")) {
            Files.writeString(folder.resolve(name), "words");
        }
        Files.createSymbolicLink(folder.resolve("cat/gone"), folder.resolve("nowhere"));
        assertEquals(10, open(BadFilePolicy.fail()).size());
        assertThrows(ImageDataException.class, () -> Sources.examples(open(BadFilePolicy.fail())));
    }

    @Test
    void aFolderOfNotesAloneHasNoImage(@TempDir Path notes) throws IOException {
        Files.writeString(notes.resolve("a.txt"), "words");
        assertTrue(assertThrows(ImageDataException.class, () -> new ImageDirectoryDataSource<>(notes, 8, new LabelFactory())).getMessage().contains("no image in " + notes));
        Sources.write(notes.resolve("b.png"), encode(flat(9, 9, 0), "png"));
        assertEquals(1, new ImageDirectoryDataSource<>(notes, 8, new LabelFactory()).size());
    }

    /** Against the mean over the area of each pixel, straight from the definition, where the factor is whole and edges do not matter. */
    @ParameterizedTest
    @CsvSource({"40,24", "24,40", "24,24"})
    void theMiddleSquareIsResized(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.setRGB(column, row, (3 * row) << 16 | (3 * column) << 8 | row + column);
            }
        }
        Sources.write(folder.resolve("a/a.png"), encode(image, "png"));
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
    void imagesOfTheRightSizeStayAsTheyAre() throws IOException {
        Sources.write(folder.resolve("a/a.png"), encode(colour(8, 8), "png"));
        byte[] pixels = pixels(open().iterator().next());
        assertArrayEquals(EncodedImages.colourPixels(8, 8), pixels);
    }

    @Test
    void provenanceReplaysAndKnowsEachFile() throws IOException {
        ImageDataSource<Label> source = open().limit(3);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(provenance, Sources.store(provenance));
        ImageDataSource<Label> again = Sources.replay(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Sources.examples(source), Sources.examples(again));
        ImageSourceProvenance whole = open().getProvenance();
        Files.move(folder.resolve("dog/b.png"), folder.resolve("dog/c.png"));
        assertNotEquals(whole, open().getProvenance(), "a file with another name");
        Files.move(folder.resolve("dog/c.png"), folder.resolve("dog/b.png"));
        assertEquals(whole, open().getProvenance());
        Sources.write(folder.resolve("dog/z/deep.png"), encode(flat(12, 12, 0x330001), "png"));
        assertNotEquals(whole, open().getProvenance(), "a file with other pixels");
    }

    @Test
    void configuresFromXml() throws IOException {
        Path xml = Files.writeString(folder.resolve("config.xml"), """
                <config>
                  <component name="factory" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.image.ImageDirectoryDataSource">
                    <property name="directory" value="%s"/>
                    <property name="outputFactory" value="factory"/>
                  </component>
                  <component name="small-images" type="io.localssl.image.ImageDirectoryDataSource">
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
            assertEquals(new ImageShape(3, 64, 64), assertInstanceOf(ImageDirectoryDataSource.class, cm.lookup("images")).getImageShape());
            ImageDirectoryDataSource<?> small = assertInstanceOf(ImageDirectoryDataSource.class, cm.lookup("small-images"));
            assertEquals(new ImageShape(1, 5, 7), small.getImageShape());
            assertEquals("BadFilePolicy(maxShare=0.5)", small.getBadFilePolicy().toString());
        }
    }

    private ImageDirectoryDataSource<Label> open(BadFilePolicy policy) {
        return new ImageDirectoryDataSource<>(folder, ImageDecoder.of(new ImageShape(3, 8, 8)), policy, new LabelFactory());
    }

    @Test
    void tooManyUndecodableFilesEndTheReading() throws IOException {
        Files.writeString(folder.resolve("dog/notes.jpg"), "words");
        for (ImageDataSource<Label> source : List.of(open(), open(BadFilePolicy.fail()), open(BadFilePolicy.skip(0.1)))) {
            assertEquals(5, source.size());
            Iterator<Example<Label>> images = source.iterator();
            ImageDataException e = assertThrows(ImageDataException.class, () -> images.forEachRemaining(image -> { }));
            assertTrue(e.getMessage().contains("notes.jpg: found") && e.getMessage().contains("expected"), e.getMessage());
            assertFalse(images.hasNext(), "nothing comes after a failure");
        }
    }

    @Test
    void undecodableFilesAreSkippedAndReplayed() throws IOException {
        List<Example<Label>> whole = Sources.examples(open());
        Files.writeString(folder.resolve("dog/c.jpg"), "words");
        Files.write(folder.resolve("cat/y.png"), new byte[0]);
        ImageDataSource<Label> source = open(BadFilePolicy.skip(0.5));
        assertEquals(6, source.size(), "as many as there are files");
        assertEquals(whole, Sources.examples(source));
        assertEquals(whole, Sources.examples(source), "each time anew");
        assertEquals(whole, Sources.examples(Sources.<Label>replay(source.getProvenance())));
        assertEquals(whole.subList(0, 2), Sources.examples(source.limit(3)), "the first three files are cat/x.png, dog/a.JPEG and cat/y.png");
        assertThrows(ImageDataException.class, () -> Sources.examples(open(BadFilePolicy.skip(0.2))));
    }

    @Test
    void imagesBecomeWhatTheDecoderMakesOfThem() {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(1, 6, 4)).fit(Fit.STRETCH).build();
        ImageDirectoryDataSource<Label> source = new ImageDirectoryDataSource<>(folder, decoder, BadFilePolicy.fail(), new LabelFactory());
        assertEquals(new ImageShape(1, 6, 4), source.getImageShape());
        byte[] grey = pixels(Sources.examples(source).get(2));
        assertEquals(24, grey.length);
        assertEquals(0.299 * 0x11, grey[7], 0.51);
        assertEquals(source.getProvenance(), Sources.<Label>replay(source.getProvenance()).getProvenance());
        ImageDataException e = assertThrows(ImageDataException.class, () -> new ImageDirectoryDataSource<>(folder, ImageDecoder.builder().build(), BadFilePolicy.fail(), new LabelFactory()));
        assertTrue(e.getMessage().contains("SHRINK"), e.getMessage());
    }

    /** Each keeps its proportions; size and channels are known before, sides are not. */
    @Test
    void imagesInTheirOwnProportions() {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(3, 4, 4)).fit(Fit.SHRINK).build();
        ImageDirectoryDataSource<Label> source = new ImageDirectoryDataSource<>(folder, decoder, BadFilePolicy.fail(), new LabelFactory());
        assertTrue(source.isMixed());
        assertEquals(3, source.getChannels());
        assertEquals("3xHxW", source.describeShape());
        assertThrows(ImageDataException.class, source::getImageShape);
        List<Example<Label>> images = Sources.examples(source);
        assertEquals(source.size(), images.size());
        for (Example<Label> image : images) {
            ImageShape shape = ((ImageExample<Label>) image).getShape();
            assertTrue(Math.min(shape.height(), shape.width()) <= 4, shape::toString);
        }
        assertEquals(images, Sources.examples(Sources.<Label>replay(source.getProvenance())));
    }

    @Test
    void badFoldersAreRefused(@TempDir Path other) throws IOException {
        assertThrows(ImageShapeException.class, () -> new ImageDirectoryDataSource<>(folder, 0, new LabelFactory()));
        assertThrows(ImageDataException.class, () -> new ImageDirectoryDataSource<>(folder.resolve("none"), 8, new LabelFactory()));
        assertThrows(ImageDataException.class, () -> new ImageDirectoryDataSource<>(folder.resolve("dog/b.png"), 8, new LabelFactory()));
        Files.createDirectories(other.resolve("empty"));
        assertTrue(assertThrows(ImageDataException.class, () -> new ImageDirectoryDataSource<>(other, 8, new LabelFactory())).getMessage().contains("no image"));
    }

    @Test
    void aFolderOfFilesAloneHasNoLabels(@TempDir Path flat) throws IOException {
        Sources.write(flat.resolve("b.png"), encode(flat(9, 9, 0x220000), "png"));
        Sources.write(flat.resolve("a.jpg"), encode(flat(9, 9, 0x110000), "jpeg"));
        Sources.write(flat.resolve(".c.png"), encode(flat(9, 9, 0x330000), "png"));
        Files.createDirectories(flat.resolve("empty"));
        ImageDataSource<Label> source = new ImageDirectoryDataSource<>(flat, 8, new LabelFactory());
        List<Example<Label>> examples = Sources.examples(source);
        assertEquals(List.of(LabelFactory.UNKNOWN_LABEL, LabelFactory.UNKNOWN_LABEL), examples.stream().map(Example::getOutput).toList());
        assertEquals(0x11, pixels(examples.get(0))[0], 3);
        assertEquals(0x22, pixels(examples.get(1))[0]);
        assertEquals(source.getProvenance(), Sources.<Label>replay(source.getProvenance()).getProvenance());
        Sources.write(flat.resolve("z/c.png"), encode(flat(9, 9, 0x440000), "png"));
        assertEquals(List.of(new Label("z")), Sources.examples(new ImageDirectoryDataSource<>(flat, 8, new LabelFactory())).stream().map(Example::getOutput).toList());
    }

    @Test
    void outputsOfAnyTypeComeOfTheLabels(@TempDir Path numbers) throws IOException {
        Sources.write(numbers.resolve("age=40/a.png"), encode(flat(9, 9, 0), "png"));
        assertEquals(new Regressor("age", 40), new ImageDirectoryDataSource<>(numbers, 8, new RegressionFactory()).iterator().next().getOutput());
        ImageDataSource<Regressor> wrong = new ImageDirectoryDataSource<>(folder, 8, new RegressionFactory());
        ImageDataException e = assertThrows(ImageDataException.class, () -> Sources.examples(wrong));
        assertTrue(e.getMessage().contains("'cat'") && e.getMessage().contains("RegressionFactory"), e.getMessage());
        assertEquals(Embedding.UNLABELLED, new ImageDirectoryDataSource<>(folder, 8, new EmbeddingFactory()).iterator().next().getOutput());
    }

    @Test
    void linksCountAsWhatTheyLeadTo(@TempDir Path elsewhere) throws IOException {
        Sources.write(elsewhere.resolve("album/fox.png"), encode(flat(9, 9, 0x770000), "png"));
        Files.createSymbolicLink(folder.resolve("fox"), elsewhere.resolve("album"));
        Files.createSymbolicLink(folder.resolve("cat/y.png"), elsewhere.resolve("album/fox.png"));
        Files.createSymbolicLink(folder.resolve("dog/zz"), elsewhere.resolve("album"));
        assertEquals(List.of("cat", "dog", "fox", "cat", "dog", "dog", "dog"), Sources.examples(open()).stream().map(example -> example.getOutput().getLabel()).toList());
    }

    @Test
    void linksInACircleEnd() throws IOException {
        Files.createSymbolicLink(folder.resolve("dog/again"), folder.resolve("dog"));
        Files.createSymbolicLink(folder.resolve("dog/z/up"), folder);
        Files.createSymbolicLink(folder.resolve("self"), folder);
        Files.createSymbolicLink(folder.resolve("cat/first"), folder.resolve("cat/second"));
        Files.createSymbolicLink(folder.resolve("cat/second"), folder.resolve("cat/first"));
        assertEquals(6, open().size(), "and the two links to each other, which are no files");
        assertEquals(List.of("dog", "dog", "cat", "dog"), Sources.examples(open(BadFilePolicy.skip(0.4))).stream().map(example -> example.getOutput().getLabel()).toList());
    }

    @Test
    void aMissingFileIsPartOfTheProvenance() throws IOException {
        Files.createSymbolicLink(folder.resolve("cat/gone.png"), folder.resolve("nowhere.png"));
        ImageSourceProvenance broken = open(BadFilePolicy.skip(0.5)).getProvenance();
        assertEquals(4, Sources.examples(open(BadFilePolicy.skip(0.5))).size());
        assertEquals(broken, open(BadFilePolicy.skip(0.5)).getProvenance());
        Sources.write(folder.resolve("nowhere.png"), encode(flat(9, 9, 0), "png"));
        assertNotEquals(broken, open(BadFilePolicy.skip(0.5)).getProvenance());
    }

    /** Straight from the definition, one file after the other. */
    @Test
    void oneHashStandsForAllFiles() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String name : List.of("cat/x.png", "dog/a.JPEG", "dog/b.png", "dog/z/deep.png")) {
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(name))));
            digest.update((hash + "  " + name + "  " + name.substring(0, 3) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(Map.of("files", HexFormat.of().formatHex(digest.digest())), open().fingerprints());
    }
}
