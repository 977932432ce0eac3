package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.data.Cifar100DataSource.Labels;
import io.localssl.data.Cifar100DataSource.Split;
import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageSourceProvenance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Cifar100DataSourceTest {
    private static final int RECORD = 3074;

    @TempDir
    private Path parent;
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        folder = Files.createDirectories(parent.resolve("cifar-100-binary"));
        Files.write(folder.resolve("train.bin"), records(0, 103));
        Files.write(folder.resolve("test.bin"), records(1, 2));
    }

    /** Record r of file f has coarse label (3 f + r) % 20 and fine label (7 f + r) % 100. */
    private static byte[] records(int f, int count) {
        byte[] bytes = new byte[count * RECORD];
        for (int r = 0; r < count; r++) {
            bytes[r * RECORD] = (byte) ((3 * f + r) % 20);
            bytes[r * RECORD + 1] = (byte) ((7 * f + r) % 100);
            for (int i = 0; i < 3072; i++) {
                bytes[r * RECORD + 2 + i] = Cifar10Files.pixel(f, r, i);
            }
        }
        return bytes;
    }

    private Cifar100DataSource<Label> open(Split split, Labels labels) {
        return new Cifar100DataSource<>(parent, split, labels, new LabelFactory());
    }

    private static List<String> labels(ImageDataSource<Label> source) {
        return Replay.examples(source).stream().map(example -> example.getOutput().getLabel()).toList();
    }

    @ParameterizedTest
    @CsvSource({"FINE,100", "COARSE,20"})
    void readsEveryRecordInOrder(Labels labels, int classes) {
        Cifar100DataSource<Label> source = open(Split.TRAIN, labels);
        assertEquals(103, source.size());
        assertEquals(new ImageShape(3, 32, 32), source.getImageShape());
        assertEquals(classes, new HashSet<>(source.getClassNames()).size());
        List<Example<Label>> examples = Replay.examples(source);
        assertEquals(103, examples.size());
        for (int r = 0; r < 103; r++) {
            ImageExample<Label> image = (ImageExample<Label>) examples.get(r);
            assertEquals(source.getClassNames().get(r % classes), image.getOutput().getLabel());
            byte[] pixels = image.getPixels();
            for (int i = 0; i < 3072; i++) {
                assertEquals(Cifar10Files.pixel(0, r, i), pixels[i]);
            }
        }
    }

    @Test
    void officialNamesStandInForTheirFiles() {
        assertEquals(List.of("beetle", "bicycle"), labels(open(Split.TEST, Labels.FINE)));
        assertEquals(List.of("food_containers", "fruit_and_vegetables"), labels(open(Split.TEST, Labels.COARSE)));
        for (Labels labels : Labels.values()) {
            List<String> names = open(Split.TEST, labels).getClassNames();
            assertEquals(names.stream().sorted().toList(), names, "the official lists are in the order of the alphabet");
        }
    }

    @Test
    void labelsAreFineUnlessSaid() {
        ImageDataSource<Label> fine = new Cifar100DataSource<>(parent, Split.TEST, new LabelFactory());
        assertEquals(open(Split.TEST, Labels.FINE).getProvenance(), fine.getProvenance());
        assertNotEquals(open(Split.TEST, Labels.COARSE).getProvenance(), fine.getProvenance());
        assertNotEquals(SourceState.of(open(Split.TEST, Labels.COARSE)).source(), SourceState.of(fine).source(), "labels are packed, too");
    }

    @Test
    void takesTheFolderItselfAndTheFirstImages() {
        ImageDataSource<Label> inside = new Cifar100DataSource<>(folder, Split.TRAIN, Labels.COARSE, new LabelFactory());
        assertEquals(Replay.examples(open(Split.TRAIN, Labels.COARSE)), Replay.examples(inside));
        assertEquals(Replay.examples(inside).subList(0, 5), Replay.examples(inside.limit(5)));
    }

    @Test
    void classNamesComeFromTheFileOfTheirLabels() throws IOException {
        Files.write(folder.resolve("fine_label_names.txt"), IntStream.range(0, 100).mapToObj(i -> "f" + i).toList());
        Files.write(folder.resolve("coarse_label_names.txt"), IntStream.range(0, 20).mapToObj(i -> "c" + i).toList());
        assertEquals(List.of("f7", "f8"), labels(open(Split.TEST, Labels.FINE)));
        assertEquals(List.of("c3", "c4"), labels(open(Split.TEST, Labels.COARSE)));

        Files.write(folder.resolve("fine_label_names.txt"), IntStream.range(0, 99).mapToObj(i -> "f" + i).toList());
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TEST, Labels.FINE));
        assertTrue(e.getMessage().contains("fine_label_names.txt") && e.getMessage().contains("100 different"), e.getMessage());
        assertEquals(2, open(Split.TEST, Labels.COARSE).size(), "the file of the other labels is not needed");
    }

    @ParameterizedTest
    @CsvSource({"FINE,fine_label_names.txt", "COARSE,coarse_label_names.txt"})
    void provenanceHoldsHashesAndReplays(Labels labels, String names) throws IOException {
        Files.write(folder.resolve(names), open(Split.TRAIN, labels).getClassNames());
        ImageDataSource<Label> source = open(Split.TRAIN, labels).limit(7);
        ImageSourceProvenance provenance = source.getProvenance();
        for (String file : List.of("train.bin", names)) {
            assertEquals(BinaryFile.sha256(folder.resolve(file)), ((HashProvenance) provenance.getInstanceValues().get("sha256-" + file)).getValue());
        }
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        Files.write(folder.resolve("train.bin"), records(1, 103));
        assertNotEquals(provenance, open(Split.TRAIN, labels).limit(7).getProvenance());
    }

    @Test
    void stateTellsFilesAndNames() throws IOException {
        List<String> before = open(Split.TRAIN, Labels.FINE).state();
        assertEquals(before, open(Split.TRAIN, Labels.FINE).state());
        Files.write(folder.resolve("fine_label_names.txt"), IntStream.range(0, 100).mapToObj(i -> "f" + i).toList());
        List<String> named = open(Split.TRAIN, Labels.FINE).state();
        assertNotEquals(before, named);
        Files.write(folder.resolve("train.bin"), records(0, 102));
        assertNotEquals(named, open(Split.TRAIN, Labels.FINE).state());
    }

    @Test
    void packsAndComesBackWithItsLabels() {
        ImageDataSource<Label> source = open(Split.TRAIN, Labels.COARSE);
        Path file = parent.resolve("packed.store");
        try (ImageStore store = ImageStore.packed(source, file)) {
            assertEquals(103, store.size());
        }
        assertEquals(Replay.examples(source), Replay.examples(new ImageStoreDataSource<>(file, new LabelFactory())));
    }

    @Test
    void configuresFromXmlWithFineLabels() throws IOException {
        Path xml = parent.resolve("config.xml");
        Files.writeString(xml, """
                <config>
                  <component name="factory" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.data.Cifar100DataSource">
                    <property name="directory" value="%s"/>
                    <property name="split" value="TEST"/>
                    <property name="outputFactory" value="factory"/>
                  </component>
                </config>
                """.formatted(parent));
        try (ConfigurationManager cm = new ConfigurationManager(xml.toString())) {
            assertEquals(100, assertInstanceOf(Cifar100DataSource.class, cm.lookup("images")).getClassNames().size());
        }
    }

    /** 3073 bytes are a record of CIFAR-10. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3073, 3075, 2 * RECORD - 1, 2 * RECORD + 1})
    void lengthsThatAreNoRecordsAreRefused(int length) throws IOException {
        Path file = folder.resolve("test.bin");
        Files.write(file, Arrays.copyOf(records(1, 3), length));
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TEST, Labels.FINE));
        assertEquals("found " + length + " bytes in " + file + ", expected a multiple of 3074 (a coarse label, a fine label, and a 3x32x32 image); take the binary version of CIFAR-100, whole",
                e.getMessage());
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(folder.resolve("train.bin"));
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.TRAIN, Labels.FINE)).getMessage().contains("train.bin"));
        assertEquals(2, open(Split.TEST, Labels.FINE).size());
    }

    @Test
    void aFileThatShrinksAfterOpeningIsNoticed() throws IOException {
        ImageDataSource<Label> source = open(Split.TRAIN, Labels.FINE);
        Files.write(folder.resolve("train.bin"), records(0, 60));
        ImageDataException e = assertThrows(ImageDataException.class, () -> Replay.examples(source));
        assertTrue(e.getMessage().contains("train.bin after " + 60 * RECORD + " bytes"), e.getMessage());
    }

    /** Whichever labels are wanted: an impossible one in either byte says that the file is another. */
    @ParameterizedTest
    @CsvSource({"0,20,coarse label 20,0 to 19", "0,255,coarse label 255,0 to 19", "1,100,fine label 100,0 to 99", "1,128,fine label 128,0 to 99"})
    void labelsOutOfRangeAreRefused(int place, int value, String found, String expected) throws IOException {
        byte[] bytes = records(1, 3);
        bytes[2 * RECORD + place] = (byte) value;
        Files.write(folder.resolve("test.bin"), bytes);
        for (Labels labels : Labels.values()) {
            Iterator<Example<Label>> examples = open(Split.TEST, labels).iterator();
            examples.next();
            examples.next();
            ImageDataException e = assertThrows(ImageDataException.class, examples::next);
            assertEquals("found " + found + " in record 2 of " + folder.resolve("test.bin") + ", expected " + expected + "; take the binary version of CIFAR-100", e.getMessage());
        }
    }
}
