package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.data.Cifar10DataSource.Split;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageSourceProvenance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Cifar10DataSourceTest {
    private static final int[] RECORDS = {3, 1, 4, 2, 5};

    @TempDir
    private Path parent;
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        folder = parent.resolve("cifar-10-batches-bin");
        Cifar10Files.write(folder, RECORDS);
    }

    private Cifar10DataSource<Label> open(Split split) {
        return new Cifar10DataSource<>(parent, split, new LabelFactory());
    }

    @Test
    void readsEveryRecordOfEveryFileInOrder() {
        Cifar10DataSource<Label> source = open(Split.TRAIN);
        assertEquals(15, source.size());
        assertEquals(new ImageShape(3, 32, 32), source.getImageShape());
        Iterator<Example<Label>> examples = source.iterator();
        for (int f = 0; f < 5; f++) {
            for (int r = 0; r < RECORDS[f]; r++) {
                ImageExample<Label> image = (ImageExample<Label>) examples.next();
                assertEquals(source.getClassNames().get((f + r) % 10), image.getOutput().getLabel());
                byte[] pixels = image.getPixels();
                for (int i = 0; i < 3072; i++) {
                    assertEquals(Cifar10Files.pixel(f, r, i), pixels[i]);
                }
            }
        }
        assertTrue(!examples.hasNext());
        assertThrows(NoSuchElementException.class, examples::next);
        assertEquals(Replay.examples(source), Replay.examples(source), "a source can be read again");
    }

    @Test
    void testImagesAreInTheirOwnFile() {
        assertEquals(List.of("dog", "frog"), labels(open(Split.TEST)));
    }

    private static List<String> labels(ImageDataSource<Label> source) {
        return Replay.examples(source).stream().map(example -> example.getOutput().getLabel()).toList();
    }

    @Test
    void takesTheFolderItselfToo() {
        assertEquals(Replay.examples(open(Split.TRAIN)), Replay.examples(new Cifar10DataSource<>(folder, Split.TRAIN, new LabelFactory())));
    }

    @Test
    void classNamesComeFromTheirFileIfThereIsOne() throws IOException {
        assertEquals("airplane", open(Split.TRAIN).getClassNames().get(0));
        Files.writeString(folder.resolve("batches.meta.txt"), "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\r\neight\n nine \n\n");
        assertEquals(List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), open(Split.TRAIN).getClassNames());
        assertEquals("one", labels(open(Split.TRAIN)).get(1));

        for (String bad : List.of("zero\none", "a\na\nb\nc\nd\ne\nf\ng\nh\ni")) {
            Files.writeString(folder.resolve("batches.meta.txt"), bad);
            ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
            assertTrue(e.getMessage().contains("batches.meta.txt"), e.getMessage());
        }
    }

    @Test
    void withoutLabelsForAnEmbeddingFactory() {
        Cifar10DataSource<Embedding> source = new Cifar10DataSource<>(parent, Split.TEST, new EmbeddingFactory());
        source.forEach(example -> assertSame(Embedding.UNLABELLED, example.getOutput()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 14, 15, 100})
    void limitTakesTheFirst(int limit) {
        ImageDataSource<Label> first = open(Split.TRAIN).limit(limit);
        assertEquals(Math.min(limit, 15), first.size());
        assertEquals(Replay.examples(open(Split.TRAIN)).subList(0, first.size()), Replay.examples(first));
        assertEquals(Math.min(limit, 2), first.limit(2).size());
        assertEquals(first.size(), first.limit(1000).size());
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThrows(ImageDataException.class, () -> open(Split.TRAIN).limit(0));
    }

    @Test
    void provenanceHoldsHashesAndReplays() throws Exception {
        ImageDataSource<Label> source = open(Split.TRAIN).limit(7);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals("7", provenance.getInstanceValues().get("image-count").toString());
        assertEquals("3x32x32", provenance.getInstanceValues().get("image-shape").toString());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("data_batch_3.bin")));
        assertEquals(HexFormat.of().formatHex(hash), ((HashProvenance) provenance.getInstanceValues().get("sha256-data_batch_3.bin")).getValue());

        assertEquals(provenance, Replay.store(provenance));
        assertEquals(provenance.hashCode(), Replay.store(provenance).hashCode());
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));

        byte[] other = Cifar10Files.records(9, 4);
        Files.write(folder.resolve("data_batch_3.bin"), other);
        assertNotEquals(provenance, open(Split.TRAIN).limit(7).getProvenance());
    }

    @Test
    void configuresFromXml() throws IOException {
        Path xml = parent.resolve("config.xml");
        Files.writeString(xml, """
                <config>
                  <component name="factory" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.data.Cifar10DataSource">
                    <property name="directory" value="%s"/>
                    <property name="split" value="TEST"/>
                    <property name="limit" value="%d"/>
                    <property name="outputFactory" value="factory"/>
                  </component>
                </config>
                """.formatted(parent, 1));
        try (ConfigurationManager cm = new ConfigurationManager(xml.toString())) {
            assertEquals(1, assertInstanceOf(Cifar10DataSource.class, cm.lookup("images")).size());
        }
        Files.writeString(xml, Files.readString(xml).replace("value=\"1\"", "value=\"-1\""));
        try (ConfigurationManager cm = new ConfigurationManager(xml.toString())) {
            PropertyException e = assertThrows(PropertyException.class, () -> cm.lookup("images"));
            assertInstanceOf(ImageDataException.class, e.getCause());
        }
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(folder.resolve("data_batch_4.bin"));
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
        assertTrue(e.getMessage().contains(folder.resolve("data_batch_4.bin") + ", expected the binary version of CIFAR-10") && e.getMessage().contains("fetch cifar10"), e.getMessage());
        assertEquals(2, open(Split.TEST).size());
        assertThrows(ImageDataException.class, () -> new Cifar10DataSource<>(parent.resolve("nowhere"), Split.TEST, new LabelFactory()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3072, 3074, 3 * 3073 - 1, 3 * 3073 + 1})
    void lengthsThatAreNoRecordsAreRefused(int length) throws IOException {
        Path file = folder.resolve("data_batch_1.bin");
        Files.write(file, Arrays.copyOf(Cifar10Files.records(0, 4), length));
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
        assertTrue(e.getMessage().contains("data_batch_1.bin") && e.getMessage().contains(" " + length + " bytes"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void aFileThatShrinksAfterOpeningIsNoticed() throws IOException {
        Cifar10DataSource<Label> source = open(Split.TRAIN);
        Iterator<Example<Label>> examples = source.iterator();
        examples.next();
        Path file = folder.resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3 * 3073));
        ImageDataException e = assertThrows(ImageDataException.class, () -> examples.forEachRemaining(example -> { }));
        assertTrue(e.getMessage().contains("data_batch_3.bin after 9219 bytes"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 127, 128, 255})
    void labelsOutOfRangeAreRefused(int label) throws IOException {
        byte[] bytes = Cifar10Files.records(1, 3);
        bytes[2 * 3073] = (byte) label;
        Files.write(folder.resolve("data_batch_2.bin"), bytes);
        Cifar10DataSource<Label> source = open(Split.TRAIN);
        ImageDataException e = assertThrows(ImageDataException.class, () -> Replay.examples(source));
        assertTrue(e.getMessage().contains("label " + label) && e.getMessage().contains("record 2") && e.getMessage().contains("data_batch_2.bin"),
                e.getMessage());
        assertEquals(5, Replay.examples(source.limit(5)).size());
    }
}
