package io.localssl.data;

import io.localssl.data.TinyImageNetDataSource.Split;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageSourceProvenance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TinyImageNetDataSourceTest {
    @TempDir
    private Path parent;
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        folder = Files.createDirectories(parent.resolve("tiny-imagenet-200"));
        Files.writeString(folder.resolve("wnids.txt"), "n2\nn1\n");
        ImageFiles.write(ImageFiles.colour(64, 64), "jpeg", folder.resolve("train/n1/images/n1_0.JPEG"));
        ImageFiles.write(ImageFiles.flat(64, 64, 0x400000), "jpeg", folder.resolve("train/n1/images/n1_1.JPEG"));
        ImageFiles.write(ImageFiles.grey(64, 64), "jpeg", folder.resolve("train/n2/images/n2_0.JPEG"));
        Files.writeString(folder.resolve("train/n1/n1_boxes.txt"), "n1_0.JPEG\t0\t0\t1\t1\n");
        ImageFiles.write(ImageFiles.flat(64, 64, 0x800000), "jpeg", folder.resolve("val/images/val_0.JPEG"));
        ImageFiles.write(ImageFiles.flat(64, 64, 0xC00000), "jpeg", folder.resolve("val/images/val_1.JPEG"));
        Files.writeString(folder.resolve("val/val_annotations.txt"), "val_1.JPEG\tn1\t0\t0\t1\t1\nval_0.JPEG\tn2\t0\t0\t1\t1\n");
    }

    private TinyImageNetDataSource<Label> open(Split split) {
        return new TinyImageNetDataSource<>(parent, split, new LabelFactory());
    }

    private static List<String> labels(List<Example<Label>> examples) {
        return examples.stream().map(example -> example.getOutput().getLabel()).toList();
    }

    private static byte[] pixels(Example<Label> example) {
        return ((ImageExample<Label>) example).getPixels();
    }

    @Test
    void readsTrainingImagesInTurns() {
        List<Example<Label>> examples = Replay.examples(open(Split.TRAIN));
        assertEquals(new ImageShape(3, 64, 64), open(Split.TRAIN).getImageShape());
        assertEquals(List.of("n2", "n1", "n1"), labels(examples));
        assertEquals(0x40, pixels(examples.get(2))[0], 3);
        assertEquals(examples, Replay.examples(new TinyImageNetDataSource<>(folder, Split.TRAIN, new LabelFactory())));
    }

    @Test
    void greyImagesHaveThreeEqualChannels() {
        byte[] grey = pixels(Replay.examples(open(Split.TRAIN)).get(0));
        assertArrayEquals(Arrays.copyOfRange(grey, 0, 4096), Arrays.copyOfRange(grey, 4096, 8192));
        assertArrayEquals(Arrays.copyOfRange(grey, 0, 4096), Arrays.copyOfRange(grey, 8192, 12288));
    }

    @Test
    void labelsOfTestImagesComeFromTheirList() {
        List<Example<Label>> examples = Replay.examples(open(Split.VAL));
        assertEquals(List.of("n1", "n2"), labels(examples));
        assertEquals(0xC0, pixels(examples.get(0))[0] & 0xFF, 3);
    }

    @Test
    void provenanceReplays() {
        for (Split split : Split.values()) {
            ImageDataSource<Label> source = open(split).limit(2);
            ImageDataSource<Label> again = Replay.source(source.getProvenance());
            assertEquals(source.getProvenance(), again.getProvenance());
            assertEquals(Replay.examples(source), Replay.examples(again));
        }
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        ImageFiles.write(ImageFiles.flat(64, 63, 0), "jpeg", folder.resolve("train/n2/images/n2_0.JPEG"));
        ImageDataException e = assertThrows(ImageDataException.class, () -> Replay.examples(open(Split.TRAIN)));
        assertTrue(e.getMessage().contains("3x63x64") && e.getMessage().contains("n2_0.JPEG") && e.getMessage().contains("3x64x64"), e.getMessage());
    }

    @Test
    void listsThatDoNotFitAreRefused() throws IOException {
        Path list = folder.resolve("val/val_annotations.txt");
        for (String line : List.of("val_0.JPEG\tn3\t0", "val_0.JPEG", "val_0.JPEG n1", "../train/n1/images/n1_0.JPEG\tn1", "a\0b\tn1")) {
            Files.writeString(list, line);
            ImageDataException e = assertThrows(ImageDataException.class, () -> open(Split.VAL));
            assertTrue(e.getMessage().contains("'" + line + "'") && e.getMessage().contains("val_annotations.txt"), e.getMessage());
        }
        Files.writeString(list, "val_7.JPEG\tn1\n");
        assertTrue(assertThrows(ImageDataException.class, () -> Replay.examples(open(Split.VAL))).getMessage().contains("val_7.JPEG"));
        Files.writeString(list, "\n");
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.VAL)).getMessage().contains("no image"));
        Files.writeString(folder.resolve("wnids.txt"), "n1\nn3\n");
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.TRAIN)).getMessage().contains("n3"));
        Files.delete(folder.resolve("wnids.txt"));
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.TRAIN)).getMessage().contains("wnids.txt"));
    }

    @Test
    void badFilesAreSkippedAsThePolicySays() {
        ImageFiles.write(ImageFiles.flat(64, 63, 0), "jpeg", folder.resolve("train/n2/images/n2_0.JPEG"));
        TinyImageNetDataSource<Label> source = new TinyImageNetDataSource<>(folder, Split.TRAIN, BadFilePolicy.skip(0.5), new LabelFactory());
        assertEquals(List.of("n1", "n1"), labels(Replay.examples(source)));
        assertEquals(List.of("n1", "n1"), labels(Replay.examples(Replay.<Label>source(source.getProvenance()))));
    }

    @Test
    void filesThatAreNoImagesAreNamed() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("train/n2/images/n2_0.JPEG"));
        Files.write(folder.resolve("train/n2/images/n2_0.JPEG"), Arrays.copyOf(whole, whole.length / 2));
        assertTrue(assertThrows(ImageDataException.class, () -> Replay.examples(open(Split.TRAIN))).getMessage().contains("n2_0.JPEG"));
    }

    @Test
    void classesAreDifferentWordNetIds() throws IOException {
        for (String line : List.of("cat", "n1/../n2", "n1\tcat", "n1 n2")) {
            Files.writeString(folder.resolve("wnids.txt"), "n2\n" + line + "\n");
            String message = assertThrows(ImageDataException.class, () -> open(Split.TRAIN)).getMessage();
            assertTrue(message.contains("found the line '" + line + "' in " + folder.resolve("wnids.txt")), message);
        }
        Files.writeString(folder.resolve("wnids.txt"), "n1\nn2\nn1\n");
        assertTrue(assertThrows(ImageDataException.class, () -> open(Split.VAL)).getMessage().contains("'n1' in"));
    }

    /** The archive holds words.txt, boxes and unlabelled test images as well. */
    @Test
    void otherFilesOfTheArchivePlayNoPart() throws IOException {
        ImageSourceProvenance before = open(Split.VAL).getProvenance();
        Files.writeString(folder.resolve("words.txt"), "n1\tcat\nn2\tdog\nn3\tcow\n");
        ImageFiles.write(ImageFiles.flat(64, 64, 0), "jpeg", folder.resolve("test/images/test_0.JPEG"));
        assertEquals(before, open(Split.VAL).getProvenance());
        assertEquals(List.of("n2", "n1", "n1"), labels(Replay.examples(open(Split.TRAIN))));
    }

    @Test
    void aMissingFileIsSkippedAsAnyBadOneAndTheProvenanceHoldsIt() throws IOException {
        ImageSourceProvenance whole = open(Split.VAL).getProvenance();
        Files.delete(folder.resolve("val/images/val_1.JPEG"));
        TinyImageNetDataSource<Label> source = new TinyImageNetDataSource<>(folder, Split.VAL, BadFilePolicy.skip(0.5), new LabelFactory());
        assertEquals(List.of("n2"), labels(Replay.examples(source)));
        ImageSourceProvenance without = source.getProvenance();
        assertEquals(without, source.copy().getProvenance());
        assertEquals(List.of("n2"), labels(Replay.examples(Replay.<Label>source(without))));
        assertNotEquals(whole.getInstanceValues().get("sha256-files"), without.getInstanceValues().get("sha256-files"));

        Path file = parent.resolve("val.store");
        try (ImageStore packed = ImageStore.packed(source, file)) {
            assertEquals(1, packed.size());
        }
        assertEquals(List.of("n2"), labels(Replay.examples(new ImageStoreDataSource<>(file, new LabelFactory()))));

        TinyImageNetDataSource<Label> strict = new TinyImageNetDataSource<>(folder, Split.VAL, BadFilePolicy.fail(), new LabelFactory());
        assertTrue(assertThrows(ImageDataException.class, () -> Replay.examples(strict)).getMessage().contains("val_1.JPEG"));
    }
}
