package io.localssl.data;

import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageArchiveDataSource;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDirectoryDataSource;
import io.localssl.image.ImageListDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DataSpecTest {

    private static ImageDataSource<Label> open(String text) {
        return DataSpec.parse(text).open(new LabelFactory());
    }

    @Test
    void opensCifar10(@TempDir Path folder) throws IOException {
        Path odd = folder.resolve("with:colon, comma and #3");
        Cifar10Files.write(odd, 1, 2, 1, 1, 1);
        assertInstanceOf(Cifar10DataSource.class, open("cifar10:" + odd + ":train"));
        assertEquals(6, open("cifar10:" + odd + ":train").size());
        assertEquals(2, open("cifar10:" + odd + ":test").size());
        assertEquals(4, open("cifar10:" + odd + ":train#4").size());
    }

    @Test
    void opensCifar100(@TempDir Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("a:train/cifar-100-binary"));
        Files.write(folder.resolve("train.bin"), new byte[3 * 3074]);
        Files.write(folder.resolve("test.bin"), new byte[3074]);
        for (Path place : List.of(folder, folder.getParent())) {
            assertInstanceOf(Cifar100DataSource.class, open("cifar100:" + place + ":train"));
            assertEquals(3, open("cifar100:" + place + ":train").size());
            assertEquals(2, open("cifar100:" + place + ":train:coarse#2").size());
            assertEquals("apple", open("cifar100:" + place + ":test").iterator().next().getOutput().getLabel());
            assertEquals("aquatic_mammals", open("cifar100:" + place + ":test:coarse").iterator().next().getOutput().getLabel());
        }
    }

    @Test
    void opensIdx(@TempDir Path folder) throws IOException {
        Path images = Files.write(folder.resolve("images#2"), ByteBuffer.allocate(16 + 12).putInt(2051).putInt(3).putInt(2).putInt(2).array());
        Path labels = Files.write(folder.resolve("labels"), ByteBuffer.allocate(8 + 3).putInt(2049).putInt(3).array());
        assertInstanceOf(IdxImageDataSource.class, open("idx:" + images + "," + labels));
        assertEquals(2, open("idx:" + images + "," + labels + "#2").size());
        assertEquals(1, open("idx:" + images + "#1").size());
        open("idx:" + images + "#3").forEach(example -> assertEquals(LabelFactory.UNKNOWN_LABEL, example.getOutput()));
    }

    @Test
    void opensStl10(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("unlabeled_X.bin"), new byte[2 * 3 * 96 * 96]);
        assertInstanceOf(Stl10DataSource.class, open("stl10:" + folder + ":unlabeled"));
        assertEquals(1, open("stl10:" + folder + ":unlabeled#1").size());
        Files.write(folder.resolve("train_X.bin"), new byte[4 * 3 * 96 * 96]);
        Files.write(folder.resolve("train_y.bin"), new byte[] {1, 2, 3, 4});
        Files.writeString(folder.resolve("fold_indices.txt"), "0 1\n".repeat(9) + "3 2\n");
        assertEquals(4, open("stl10:" + folder + ":train").size());
        assertEquals("airplane", open("stl10:" + folder + ":train:fold0").iterator().next().getOutput().getLabel());
        assertEquals("1x96x96", open("stl10:" + folder + ":unlabeled:grey#1").describeShape());
        assertEquals("1x96x96", open("stl10:" + folder + ":train:fold0:grey").describeShape());
        assertEquals("cat", open("stl10:" + folder + ":train:fold9#1").iterator().next().getOutput().getLabel());
    }

    @Test
    void opensTinyImageNet(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("wnids.txt"), "n1");
        ImageFiles.write(ImageFiles.flat(64, 64, 0), "jpeg", folder.resolve("train/n1/images/a.JPEG"));
        assertInstanceOf(TinyImageNetDataSource.class, open("tiny-imagenet:" + folder + ":train"));
    }

    @Test
    void opensFolders(@TempDir Path folder) {
        Path odd = folder.resolve("with:colon and #3");
        ImageFiles.write(ImageFiles.flat(5, 5, 0), "png", odd.resolve("a/1.png"));
        ImageFiles.write(ImageFiles.flat(5, 5, 0), "png", odd.resolve("a/2.png"));
        assertInstanceOf(ImageDirectoryDataSource.class, open("folder:" + odd + ":32"));
        assertEquals("3x32x32", open("folder:" + odd + ":32").getImageShape().toString());
        assertEquals("3x64x64", open("folder:" + odd + "/").getImageShape().toString());
        assertEquals(1, open("folder:" + odd + ":224#1").size());
        assertEquals(LabelFactory.UNKNOWN_LABEL, open("folder:" + odd + "/a").iterator().next().getOutput(), "a flat folder");
    }

    @Test
    void opensLists(@TempDir Path folder) throws IOException {
        ImageFiles.write(ImageFiles.flat(5, 5, 0), "png", folder.resolve("1.png"));
        Path list = Files.writeString(folder.resolve("list:of #3.csv"), "1.png,a\n1.png,b\n");
        assertInstanceOf(ImageListDataSource.class, open("list:" + list));
        assertEquals("3x32x32", open("list:" + list + ":32").getImageShape().toString());
        assertEquals(new Label("a"), open("list:" + list + ":224#1").iterator().next().getOutput());
    }

    @Test
    void opensArchives(@TempDir Path folder) throws IOException {
        Path image = ImageFiles.write(ImageFiles.flat(5, 5, 0), "png", folder.resolve("1.png"));
        Path archive = folder.resolve("with:colon and #3.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("a/1.png"));
            Files.copy(image, zip);
        }
        assertInstanceOf(ImageArchiveDataSource.class, open("archive:" + archive));
        assertEquals("3x32x32", open("archive:" + archive + ":32").getImageShape().toString());
        assertEquals(new Label("a"), open("archive:" + archive + ":224#1").iterator().next().getOutput());
    }

    @Test
    void opensGeneratedImages() {
        assertInstanceOf(ShapesDataSource.class, open("shapes:5"));
        assertEquals(new ShapesDataSource<>(5, 1, new LabelFactory()).getProvenance(), open("shapes:5").getProvenance());
        assertEquals(new ShapesDataSource<>(5, -7, new LabelFactory()).limit(3).getProvenance(), open("shapes:5:-7#3").getProvenance());
        ImageDataSource<Embedding> unlabelled = DataSpec.parse("shapes:5").open(new EmbeddingFactory());
        unlabelled.forEach(example -> assertEquals(Embedding.UNLABELLED, example.getOutput()));
    }

    @Test
    void readsBack() {
        assertEquals("cifar10:a:train#7", DataSpec.parse("cifar10:a:train#7").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cifar10", "shapes", "stl10", "tiny-imagenet", "folder", "CIFAR10:dir:train", " shapes:5", "imagenet:x"})
    void unknownSchemesListTheKnownOnes(String text) {
        DataSpecException e = assertThrows(DataSpecException.class, () -> DataSpec.parse(text));
        assertEquals("found data '" + text + "', expected cifar10:DIR:train|test or cifar100:DIR:train|test[:coarse] or stl10:DIR:unlabeled|train|test[:grey] "
                + "or stl10:DIR:train:fold0 to fold9[:grey] or tiny-imagenet:DIR:train|val or folder:DIR[:SIDE] or list:FILE[:SIDE] or archive:FILE[:SIDE] or idx:IMAGES[,LABELS] or store:FILE or shapes:N[:SEED], then #N if only the first N images are wanted", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "cifar10:", "cifar10:dir", "cifar10:dir:", "cifar10::train", "cifar10:dir:val", "cifar10:dir:train:", "cifar10:dir:train#0", "cifar10:dir:train#-1",
        "cifar10:dir:train#x", "cifar10:dir:train#9999999999", "cifar10:dir:train#1#x", "idx:", "idx:a,", "idx:,b", "idx:a,b,c", "shapes:",
        "stl10:dir", "stl10:dir:val", "stl10::train", "stl10:dir:train:fold", "stl10:dir:train:gray", "stl10:dir:grey", "stl10:dir:train:fold10", "stl10:dir:test:fold1", "stl10:dir:fold1",
        "cifar100:dir", "cifar100:dir:val", "cifar100::train", "cifar100:dir:coarse", "cifar100:dir:train:fine", "cifar100:dir:train:", "tiny-imagenet:dir", "tiny-imagenet:dir:test", "folder:", "list:", "archive:",
        "shapes:0", "shapes:-5", "shapes:1.5", "shapes:x", "shapes:99999999999", "shapes:5:", "shapes:5:x", "shapes:5:1:2", "shapes:5#"})
    void malformedOnesSayTheirForm(String text) {
        DataSpecException e = assertThrows(DataSpecException.class, () -> DataSpec.parse(text));
        String form = switch (text.substring(0, text.indexOf(':'))) {
            case "cifar10" -> "cifar10:DIR:train|test";
            case "cifar100" -> "cifar100:DIR:train|test[:coarse]";
            case "stl10" -> "stl10:DIR:unlabeled|train|test[:grey] or stl10:DIR:train:fold0 to fold9[:grey]";
            case "tiny-imagenet" -> "tiny-imagenet:DIR:train|val";
            case "folder" -> "folder:DIR[:SIDE]";
            case "list" -> "list:FILE[:SIDE]";
            case "archive" -> "archive:FILE[:SIDE]";
            case "idx" -> "idx:IMAGES[,LABELS]";
            default -> "shapes:N[:SEED]";
        };
        assertTrue(e.getMessage().contains("'" + text + "', expected " + form + ","), e.getMessage());
    }

    @Test
    void filesAreLookedAtWhenOpened() {
        DataSpec spec = DataSpec.parse("cifar10:/nowhere:test");
        assertThrows(ImageDataException.class, () -> spec.open(new LabelFactory()));
        DataSpec impossible = DataSpec.parse("cifar10:a\0b:test");
        assertThrows(DataSpecException.class, () -> impossible.open(new LabelFactory()));
    }
}
