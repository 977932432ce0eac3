package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.data.Stl10DataSource.Split;
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
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Stl10DataSourceTest {
    private static final int IMAGE = 3 * 96 * 96;

    @TempDir
    private Path parent;
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        folder = Files.createDirectories(parent.resolve("stl10_binary"));
        Files.write(folder.resolve("unlabeled_X.bin"), images(0, 5));
        Files.write(folder.resolve("train_X.bin"), images(1, 3));
        Files.write(folder.resolve("train_y.bin"), new byte[] {10, 1, 2});
        Files.write(folder.resolve("test_X.bin"), images(2, 2));
        Files.write(folder.resolve("test_y.bin"), new byte[] {5, 5});
    }

    /** The level at a place, which no other order of channels, rows and columns would give. */
    private static byte level(int file, int image, int channel, int row, int column) {
        return (byte) (101 * file + 53 * image + 71 * channel + row * 3 + column * 7 + row * column);
    }

    /** Column by column, as Matlab writes. */
    private static byte[] images(int file, int count) {
        byte[] bytes = new byte[count * IMAGE];
        int at = 0;
        for (int image = 0; image < count; image++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int column = 0; column < 96; column++) {
                    for (int row = 0; row < 96; row++) {
                        bytes[at++] = level(file, image, channel, row, column);
                    }
                }
            }
        }
        return bytes;
    }

    private Stl10DataSource<Label> open(Split split) {
        return new Stl10DataSource<>(parent, split, new LabelFactory());
    }

    private static List<String> labels(ImageDataSource<Label> source) {
        return Replay.examples(source).stream().map(example -> example.getOutput().getLabel()).toList();
    }

    @Test
    void readsRowsOfColumnMajorFiles() {
        for (Split split : Split.values()) {
            ImageDataSource<Label> source = open(split);
            assertEquals(List.of(5, 3, 2).get(split.ordinal()), source.size());
            assertEquals(new ImageShape(3, 96, 96), source.getImageShape());
            List<Example<Label>> examples = Replay.examples(source);
            assertEquals(source.size(), examples.size());
            for (int i = 0; i < examples.size(); i++) {
                byte[] pixels = ((ImageExample<Label>) examples.get(i)).getPixels();
                for (int p = 0; p < IMAGE; p++) {
                    assertEquals(level(split.ordinal(), i, p / 9216, p / 96 % 96, p % 96), pixels[p], "image " + i + ", pixel " + p);
                }
            }
        }
    }

    @Test
    void greyImagesAreTheLumaOfTheColours() {
        Stl10DataSource<Label> grey = open(Split.TRAIN).grey();
        assertEquals(new ImageShape(1, 96, 96), grey.getImageShape());
        List<Example<Label>> examples = Replay.examples(grey);
        assertEquals(labels(open(Split.TRAIN)), labels(grey));
        for (int i = 0; i < examples.size(); i++) {
            byte[] pixels = ((ImageExample<Label>) examples.get(i)).getPixels();
            for (int p = 0; p < 9216; p++) {
                double luma = 0.299 * (level(1, i, 0, p / 96, p % 96) & 0xFF) + 0.587 * (level(1, i, 1, p / 96, p % 96) & 0xFF)
                        + 0.114 * (level(1, i, 2, p / 96, p % 96) & 0xFF);
                assertEquals(luma, pixels[p] & 0xFF, 0.501, "image " + i + ", pixel " + p);
            }
        }
        assertEquals(examples.subList(0, 2), Replay.examples(grey.limit(2)), "also of its copies");
        ImageDataSource<Label> again = Replay.source(grey.getProvenance());
        assertEquals(examples, Replay.examples(again), "also of its provenance");
        assertNotEquals(open(Split.TRAIN).state(), grey.state(), "a packed store of the colours is not one of these");
    }

    @Test
    void labelsCountFromOne() {
        assertEquals(List.of("truck", "airplane", "bird"), labels(open(Split.TRAIN)));
        assertEquals(List.of("deer", "deer"), labels(open(Split.TEST)));
    }

    @Test
    void unlabelledImagesHaveTheUnknownOutput() throws IOException {
        Replay.examples(open(Split.UNLABELED)).forEach(example -> assertEquals(new LabelFactory().getUnknownOutput(), example.getOutput()));
        Files.delete(folder.resolve("train_y.bin"));
        assertEquals(5, open(Split.UNLABELED).size(), "files of other parts are not needed");
    }

    @Test
    void classNamesComeFromTheirFileIfThereIsOne() throws IOException {
        Files.writeString(folder.resolve("class_names.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
        assertEquals(List.of("j", "a", "b"), labels(open(Split.TRAIN)));
        Files.writeString(folder.resolve("class_names.txt"), "a\nb\n");
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
        assertTrue(e.getMessage().contains("class_names.txt") && e.getMessage().contains("10 different"), e.getMessage());
    }

    @Test
    void takesTheFolderItselfAndTheFirstImages() {
        ImageDataSource<Label> inside = new Stl10DataSource<>(folder, Split.UNLABELED, new LabelFactory());
        assertEquals(Replay.examples(open(Split.UNLABELED)), Replay.examples(inside));
        assertEquals(Replay.examples(inside).subList(0, 2), Replay.examples(inside.limit(2)));
    }

    @Test
    void provenanceHoldsHashesAndReplays() throws Exception {
        ImageDataSource<Label> source = open(Split.TRAIN).limit(2);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(provenance, Replay.store(provenance));
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        for (String file : List.of("train_X.bin", "train_y.bin")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(file)));
            assertEquals(HexFormat.of().formatHex(hash), ((HashProvenance) provenance.getInstanceValues().get("sha256-" + file)).getValue());
        }
        Files.write(folder.resolve("train_y.bin"), new byte[] {10, 1, 3});
        assertNotEquals(provenance, open(Split.TRAIN).limit(2).getProvenance());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, IMAGE - 1, IMAGE + 1, 3 * IMAGE - 1})
    void lengthsThatAreNoImagesAreRefused(int length) throws IOException {
        Path file = folder.resolve("train_X.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
        assertTrue(e.getMessage().contains("found " + length + " bytes in " + file), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void anotherNumberOfLabelsIsRefused(int count) throws IOException {
        Files.write(folder.resolve("train_y.bin"), new byte[count]);
        ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.TRAIN));
        assertTrue(e.getMessage().contains("3 images") && e.getMessage().contains(count + " labels"), e.getMessage());
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(folder.resolve("test_y.bin"));
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.TEST)).getMessage().contains("test_y.bin"));
        Files.delete(folder.resolve("unlabeled_X.bin"));
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.UNLABELED)).getMessage().contains("unlabeled_X.bin"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 128, 255})
    void labelsOutOfRangeAreRefused(int label) throws IOException {
        Files.write(folder.resolve("train_y.bin"), new byte[] {1, (byte) label, 2});
        ImageDataSource<Label> source = open(Split.TRAIN);
        ImageDataException e = assertThrows(ImageDataException.class, () -> Replay.examples(source));
        assertTrue(e.getMessage().contains("label " + label + " of image 1 in") && e.getMessage().contains("train_y.bin"), e.getMessage());
    }

    /** Fold k of five training images, three each, in no order. */
    private void folds() throws IOException {
        Files.write(folder.resolve("train_X.bin"), images(1, 5));
        Files.write(folder.resolve("train_y.bin"), new byte[] {10, 1, 2, 3, 4});
        Files.write(folder.resolve("fold_indices.txt"), IntStream.range(0, 10).mapToObj(k -> (k + 3) % 5 + " " + k % 5 + "  " + (k + 4) % 5 + " ").toList());
    }

    private Stl10DataSource<Label> fold(int fold) {
        return Stl10DataSource.fold(parent, fold, new LabelFactory());
    }

    @Test
    void foldsAreTheListedImagesInTheirOrder() throws IOException {
        folds();
        List<Example<Label>> all = Replay.examples(open(Split.TRAIN));
        for (int k = 0; k < 10; k++) {
            assertEquals(3, fold(k).size());
            assertEquals(List.of(all.get((k + 3) % 5), all.get(k % 5), all.get((k + 4) % 5)), Replay.examples(fold(k)));
        }
        assertEquals(List.of("car", "truck"), labels(fold(5).limit(2)));
        try (ImageStore packed = ImageStore.packed(fold(1), parent.resolve("fold.store"))) {
            assertEquals(3, packed.size());
        }
        assertEquals(Replay.examples(fold(1)), Replay.examples(new ImageStoreDataSource<>(parent.resolve("fold.store"), new LabelFactory())));
    }

    @Test
    void provenanceOfAFoldReplays() throws IOException {
        folds();
        ImageDataSource<Label> source = fold(4).limit(2);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(BinaryFile.sha256(folder.resolve("fold_indices.txt")), ((HashProvenance) provenance.getInstanceValues().get("sha256-fold_indices.txt")).getValue());
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        assertNotEquals(provenance, fold(3).limit(2).getProvenance());
        assertNotEquals(SourceState.of(fold(3)).source(), SourceState.of(fold(4)).source());

        List<String> state = fold(4).state();
        Files.writeString(folder.resolve("fold_indices.txt"), "0 1\n".repeat(10));
        assertNotEquals(state, fold(4).state());
        assertNotEquals(provenance, fold(4).limit(2).getProvenance());
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 10})
    void thereAreTenFolds(int fold) throws IOException {
        folds();
        assertEquals("found fold " + fold + " of STL-10, expected 0 to 9", assertThrows(ImageDataException.class, () -> fold(fold)).getMessage());
    }

    /** In the configuration the two are independent. */
    @Test
    void onlyTrainingImagesHaveFolds() throws IOException {
        folds();
        Path xml = parent.resolve("config.xml");
        Files.writeString(xml, """
                <config>
                  <component name="factory" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.data.Stl10DataSource">
                    <property name="directory" value="%s"/>
                    <property name="split" value="TEST"/>
                    <property name="fold" value="2"/>
                    <property name="outputFactory" value="factory"/>
                  </component>
                </config>
                """.formatted(parent));
        try (ConfigurationManager cm = new ConfigurationManager(xml.toString())) {
            String message = assertThrows(PropertyException.class, () -> cm.lookup("images")).getCause().getMessage();
            assertTrue(message.contains("found fold 2 of TEST, expected a fold of TRAIN"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1", "x", "1.0", "99999999999", "0x1", "0,1"})
    void numbersThatAreNoImagesAreRefused(String number) throws IOException {
        folds();
        Files.writeString(folder.resolve("fold_indices.txt"), "0 1\n".repeat(3) + "0 " + number + "\n" + "0 1\n".repeat(6));
        String message = assertThrows(ImageDataException.class, () -> fold(3)).getMessage();
        assertTrue(message.contains("found '" + number + "' in line 4 of " + folder.resolve("fold_indices.txt") + ", expected numbers of images, 0 to 4"), message);
        assertEquals(2, fold(2).size(), "other folds can be read");
    }

    @Test
    void otherListsAreRefused() throws IOException {
        folds();
        String whole = Files.readString(folder.resolve("fold_indices.txt"));
        for (String text : List.of("", "0 1\n", "0 1\n".repeat(9), "0 1\n".repeat(11), "0 1\n".repeat(9) + "0\n", whole.substring(0, whole.length() - 5))) {
            Files.writeString(folder.resolve("fold_indices.txt"), text);
            String message = assertThrows(ImageDataException.class, () -> fold(0)).getMessage();
            assertTrue(message.contains("fold_indices.txt, expected 10 lines with as many each"), message);
        }
        Files.delete(folder.resolve("fold_indices.txt"));
        assertTrue(assertThrows(ImageDataException.class, () -> fold(0)).getMessage().contains("no file " + folder.resolve("fold_indices.txt")));
        assertEquals(5, open(Split.TRAIN).size(), "all images need no folds");
    }

    @Test
    void filesThatShrinkAfterOpeningAreNoticed() throws IOException {
        folds();
        ImageDataSource<Label> all = open(Split.TRAIN);
        ImageDataSource<Label> fold = fold(0);
        Files.write(folder.resolve("train_X.bin"), Arrays.copyOf(images(1, 5), 3 * IMAGE + 7));
        for (ImageDataSource<Label> source : List.of(all, fold)) {
            String message = assertThrows(ImageDataException.class, () -> Replay.examples(source)).getMessage();
            assertTrue(message.contains("the end of " + folder.resolve("train_X.bin") + " after " + (3 * IMAGE + 7) + " bytes, expected at least " + (IMAGE - 7) + " more"), message);
        }
        Files.write(folder.resolve("train_X.bin"), images(1, 5));
        Files.write(folder.resolve("train_y.bin"), new byte[3]);
        assertTrue(assertThrows(ImageDataException.class, () -> Replay.examples(fold)).getMessage().contains("train_y.bin after 3 bytes"));
    }
}
