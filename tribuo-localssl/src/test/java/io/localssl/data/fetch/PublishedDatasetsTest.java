package io.localssl.data.fetch;

import io.localssl.LocalSSLException;
import io.localssl.data.DataSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.LabelFactory;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The data sets as they are described, and small ones of the same layout through server, archive and reader. */
class PublishedDatasetsTest {
    @TempDir
    private Path folder;

    @Test
    void areNamed() {
        assertEquals(List.of("cifar10", "cifar100", "stl10", "tiny-imagenet", "fashion-mnist"), PublishedDatasets.all().stream().map(RemoteDataset::name).toList());
        String message = assertThrows(LocalSSLException.class, () -> PublishedDatasets.named("cifar")).getMessage();
        assertTrue(message.contains("'cifar'") && message.contains("cifar10 or cifar100 or stl10"), message);
        for (RemoteDataset dataset : PublishedDatasets.all()) {
            for (RemoteFile file : dataset.files()) {
                assertTrue(file.md5().matches("[0-9a-f]{32}"), file.name());
                assertTrue(file.source().toString().endsWith("/" + file.fileName()), file.name());
            }
        }
        assertEquals(30_878_645, PublishedDatasets.named("fashion-mnist").bytes());
    }

    /** Files of the published lengths, which take no room on the disk. */
    @Test
    void wholeLayoutsAreComplete() throws IOException {
        for (String name : List.of("cifar10", "cifar100", "fashion-mnist")) {
            RemoteDataset dataset = PublishedDatasets.named(name);
            Path place = Files.createDirectories(folder.resolve(dataset.folder()));
            for (DatasetPart part : dataset.parts()) {
                assertTrue(dataset.missing(folder).isPresent(), "complete without " + part);
                if (part instanceof DatasetPart.File file) {
                    try (RandomAccessFile sparse = new RandomAccessFile(place.resolve(file.name()).toFile(), "rw")) {
                        sparse.setLength(file.bytes());
                    }
                } else if (part instanceof DatasetPart.Text text) {
                    Files.writeString(place.resolve(text.name()), "words");
                }
            }
            assertEquals(Optional.empty(), dataset.missing(folder));
        }
    }

    @Test
    void foldersAreCounted() throws IOException {
        DatasetPart part = new DatasetPart.Folders("train/*/images", 2, 3);
        assertEquals(Optional.of("0 folders train/*/images instead of 2"), part.missing(folder));
        for (String name : List.of("a", "b")) {
            Path images = Files.createDirectories(folder.resolve("train/" + name + "/images"));
            for (int i = 0; i < 3; i++) {
                Files.write(images.resolve(i + ".JPEG"), new byte[0]);
            }
        }
        Files.write(folder.resolve("train/notes.txt"), new byte[0]);
        assertEquals(Optional.empty(), part.missing(folder));
        Files.delete(folder.resolve("train/b/images/1.JPEG"));
        assertEquals(Optional.of("2 files in " + Path.of("train/b/images") + " instead of 3"), part.missing(folder));
    }

    private static byte[] text(String... lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzipped(ByteBuffer content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.array());
        }
        return bytes.toByteArray();
    }

    private static byte[] jpeg() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "jpeg", bytes);
        return bytes.toByteArray();
    }

    /** Serves content in the layout of a data set, fetches it, and reads each part. */
    private void roundTrip(String name, Map<String, byte[]> content, Integer... images) throws IOException {
        RemoteDataset published = PublishedDatasets.named(name);
        boolean zip = published.files().get(0).name().endsWith(".zip");
        List<RemoteFile> files = new ArrayList<>();
        List<DatasetPart> parts = new ArrayList<>();
        Map<String, byte[]> packed = new LinkedHashMap<>();
        content.forEach((path, bytes) -> packed.put(published.folder() + "/" + path, bytes));
        content.forEach((path, bytes) -> parts.add(new DatasetPart.File(path, bytes.length)));
        try (FileServer server = new FileServer()) {
            for (RemoteFile file : published.files()) {
                byte[] bytes = published.limits() == null ? packed.get(file.name()) : zip ? Packed.zip(packed) : Packed.tarGz(packed);
                server.put(file.fileName(), bytes);
                files.add(new RemoteFile(file.name(), file.source(), bytes.length, Packed.md5(bytes), "the test"));
            }
            RemoteDataset small = new RemoteDataset(name, files, published.folder(), published.limits() == null ? null : new UnpackLimits(10_000_000, 100), parts, published.specs());
            Path to = folder.resolve("a folder");
            FetchReport report = Fetch.of(small, to).mirror(server.address()).build().run();
            assertEquals(files.size(), server.requests().size());
            List<Integer> found = new ArrayList<>();
            for (String spec : report.specs()) {
                found.add(DataSpec.parse(spec).open(new LabelFactory()).size());
            }
            assertEquals(List.of(images), found);
            assertTrue(Fetch.of(small, to).mirror(server.address()).build().run().alreadyThere());
            assertEquals(files.size(), server.requests().size());
        }
    }

    @Test
    void cifar10() throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        content.put("batches.meta.txt", text("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"));
        for (int i = 1; i <= 5; i++) {
            content.put("data_batch_" + i + ".bin", new byte[2 * 3073]);
        }
        content.put("test_batch.bin", new byte[3 * 3073]);
        roundTrip("cifar10", content, 10, 3);
    }

    @Test
    void stl10() throws IOException {
        int image = 3 * 96 * 96;
        roundTrip("stl10", Map.of("train_X.bin", new byte[2 * image], "train_y.bin", new byte[] {1, 2}, "test_X.bin", new byte[image], "test_y.bin", new byte[] {10},
                "unlabeled_X.bin", new byte[3 * image], "class_names.txt", text("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck")), 3, 2, 1);
    }

    @Test
    void tinyImageNet() throws IOException {
        roundTrip("tiny-imagenet", Map.of("wnids.txt", text("n01", "n02"), "words.txt", text("n01\tcat", "n02\tdog"), "train/n01/images/n01_0.JPEG", jpeg(),
                "train/n02/images/n02_0.JPEG", jpeg(), "val/images/val_0.JPEG", jpeg(), "val/val_annotations.txt", text("val_0.JPEG\tn02\t0\t0\t9\t9")), 2, 1);
    }

    @Test
    void fashionMnist() throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        for (String part : List.of("train", "t10k")) {
            int n = part.equals("train") ? 3 : 2;
            content.put(part + "-images-idx3-ubyte.gz", gzipped(ByteBuffer.allocate(16 + n * 784).putInt(2051).putInt(n).putInt(28).putInt(28)));
            content.put(part + "-labels-idx1-ubyte.gz", gzipped(ByteBuffer.allocate(8 + n).putInt(2049).putInt(n)));
        }
        roundTrip("fashion-mnist", content, 3, 2);
    }

    @Test
    void cifar100() throws IOException {
        String[] classes = IntStream.range(0, 100).mapToObj(i -> "class " + i).toArray(String[]::new);
        roundTrip("cifar100", Map.of("train.bin", new byte[2 * 3074], "test.bin", new byte[3074], "fine_label_names.txt", text(classes),
                "coarse_label_names.txt", text(Arrays.copyOf(classes, 20))), 2, 1);
    }
}
