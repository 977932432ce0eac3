package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.data.Cifar10DataSource.Split;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Reads real CIFAR-10, Tiny ImageNet and Fashion-MNIST files, if they lie beside the project, by every way in, against a plain look at their bytes. The test checks these bytes
 * against the published checksums itself.
 */
class RealDataTest {
    private static final Path DATA = Path.of(System.getProperty("user.dir")).resolve("../../shared/data").normalize();

    @TempDir
    private Path scratch;

    /** Images as a plain look at their files gives them. */
    private record Expected(ByteArrayOutputStream pixels, List<String> labels) {
        Expected() {
            this(new ByteArrayOutputStream(), new ArrayList<>());
        }
    }

    private static Path folder(String set) {
        Path folder = DATA.resolve(set);
        assumeTrue(Files.isDirectory(folder));
        return folder;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The checksums by the paths of the files. */
    private static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> sums = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
            String[] parts = line.split("\\s+", 2);
            sums.put(parts[1], parts[0]);
        }
        return sums;
    }

    /** Reads a file that is as its checksum says. */
    private static byte[] checked(Path folder, String name, Map<String, String> sums) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        assertEquals(sums.get(name), sha256(bytes), name);
        return bytes;
    }

    private static String hash(ImageDataSource<?> source, String name) {
        return ((HashProvenance) source.getProvenance().getInstanceValues().get("sha256-" + name)).getValue();
    }

    /** As a data source, by its specification, in the heap, packed, and as a data source of the packed file. */
    private void assertEveryRoute(ImageDataSource<Label> source, String spec, Expected expected, int classes, int each) {
        for (String label : new TreeSet<>(expected.labels())) {
            assertEquals(each, Collections.frequency(expected.labels(), label), label);
        }
        assertEquals(classes * each, expected.labels().size());

        Path file = scratch.resolve("images.store");
        assertHolds(expected, source);
        assertHolds(expected, DataSpec.parse(spec).open(new LabelFactory()));
        try (ImageStore heap = ImageStore.read(source); ImageStore packed = ImageStore.packed(source, file); ImageStore again = ImageStore.packed(source, file)) {
            for (ImageStore store : List.of(heap, packed, again)) {
                assertEquals(expected.labels().size(), store.size());
                byte[] pixels = new byte[store.size() * store.getShape().size()];
                for (int i = 0; i < store.size(); i++) {
                    store.copyImage(i, pixels, i * store.getShape().size());
                }
                assertArrayEquals(expected.pixels().toByteArray(), pixels);
            }
        }
        assertHolds(expected, DataSpec.parse("store:" + file).open(new LabelFactory()));
    }

    private static void assertHolds(Expected expected, ImageDataSource<Label> source) {
        assertEquals(expected.labels().size(), source.size());
        Expected found = new Expected();
        for (Example<Label> example : source) {
            found.pixels().writeBytes(((ImageExample<Label>) example).getPixels());
            found.labels().add(example.getOutput().getLabel());
        }
        assertEquals(expected.labels(), found.labels());
        assertArrayEquals(expected.pixels().toByteArray(), found.pixels().toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"cifar10,TRAIN,1000", "cifar10,TEST,200", "cifar10-exact,TRAIN,500", "cifar10-exact,TEST,40"})
    void cifar10(String set, Split split, int each) throws IOException {
        Path folder = folder(set);
        Map<String, String> sums = checksums(folder);
        List<String> names = new String(checked(folder, "cifar-10-batches-bin/batches.meta.txt", sums), StandardCharsets.US_ASCII).lines().toList();
        List<String> files = split == Split.TEST ? List.of("test_batch.bin")
                : List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
        Cifar10DataSource<Label> source = new Cifar10DataSource<>(folder, split, new LabelFactory());
        Expected expected = new Expected();
        for (String file : files) {
            byte[] bytes = checked(folder, "cifar-10-batches-bin/" + file, sums);
            assertEquals(sums.get("cifar-10-batches-bin/" + file), hash(source, file));
            for (int at = 0; at < bytes.length; at += 3073) {
                expected.labels().add(names.get(bytes[at]));
                expected.pixels().write(bytes, at + 1, 3072);
            }
        }
        assertEveryRoute(source, "cifar10:" + folder + ":" + split.name().toLowerCase(Locale.ROOT), expected, 10, each);
    }

    /** The published statistics of the whole training set, (125.3, 123.0, 113.9) and (63.0, 62.1, 66.7); this is a part of it, recompressed. */
    @Test
    void cifar10StatisticsAreNearThePublishedOnes() {
        ImageStore store = ImageStore.read(new Cifar10DataSource<>(folder("cifar10"), Split.TRAIN, new EmbeddingFactory()));
        ChannelStatistics statistics = ChannelStatistics.of(store);
        assertArrayEquals(new float[]{125.3f / 255, 123.0f / 255, 113.9f / 255}, statistics.mean(), 0.01f);
        assertArrayEquals(new float[]{63.0f / 255, 62.1f / 255, 66.7f / 255}, statistics.std(), 0.01f);
    }

    /** Decoded by the reader of Java itself; a few of the files are grey. */
    @ParameterizedTest
    @CsvSource({"TRAIN,100", "VAL,20"})
    void tinyImageNet(TinyImageNetDataSource.Split split, int each) throws IOException {
        Path folder = folder("tiny-imagenet");
        Map<String, String> sums = checksums(folder);
        assertEquals("cd7a694ca3a45254c4bba30bda29dcb639b3fca576a98e242bf5f3a974803c66", sha256(Files.readAllBytes(folder.resolve("SHA256SUMS"))), "as the README says");
        String root = "tiny-imagenet-200/";
        List<String> classes = new String(checked(folder, root + "wnids.txt", sums), StandardCharsets.US_ASCII).lines().toList();
        List<String> files = new ArrayList<>();
        Expected expected = new Expected();
        if (split == TinyImageNetDataSource.Split.VAL) {
            new String(checked(folder, root + "val/val_annotations.txt", sums), StandardCharsets.US_ASCII).lines().map(line -> line.split("\t")).forEach(fields -> {
                files.add("val/images/" + fields[0]);
                expected.labels().add(fields[1]);
            });
        } else {
            for (int turn = 0; turn < each; turn++) {
                for (String name : classes) {
                    String start = root + "train/" + name + "/images/";
                    files.add(sums.keySet().stream().filter(path -> path.startsWith(start)).sorted().skip(turn).findFirst().orElseThrow().substring(root.length()));
                    expected.labels().add(name);
                }
            }
        }
        StringBuilder listing = new StringBuilder();
        int grey = 0;
        for (int i = 0; i < files.size(); i++) {
            Raster image = decode(checked(folder, root + files.get(i), sums));
            grey += image.getNumBands() == 1 ? 1 : 0;
            for (int channel = 0; channel < 3; channel++) {
                for (int p = 0; p < 4096; p++) {
                    expected.pixels().write(image.getSample(p % 64, p / 64, Math.min(channel, image.getNumBands() - 1)));
                }
            }
            listing.append(sums.get(root + files.get(i))).append("  ").append(files.get(i)).append("  ").append(expected.labels().get(i)).append('\n');
        }
        assertTrue(grey > 0 && grey < files.size() / 20, grey + " grey images");
        TinyImageNetDataSource<Label> source = new TinyImageNetDataSource<>(folder, split, new LabelFactory());
        assertEquals(sha256(listing.toString().getBytes(StandardCharsets.UTF_8)), hash(source, "files"));
        assertEveryRoute(source, "tiny-imagenet:" + folder + ":" + split.name().toLowerCase(Locale.ROOT), expected, 20, each);
    }

    private static Raster decode(byte[] jpeg) throws IOException {
        List<javax.imageio.ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReadersByFormatName("jpeg").forEachRemaining(readers::add);
        javax.imageio.ImageReader reader = readers.stream().filter(found -> found.getClass().getName().startsWith("com.sun.")).findFirst().orElseThrow();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(in);
            BufferedImage image = reader.read(0);
            boolean grey = image.getRaster().getNumBands() == 1;
            if (grey) {
                return image.getRaster();
            }
            BufferedImage rgb = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 4096; p++) {
                rgb.setRGB(p % 64, p / 64, image.getRGB(p % 64, p / 64));
            }
            return rgb.getRaster();
        } finally {
            reader.dispose();
        }
    }

    @ParameterizedTest
    @CsvSource({"train,1000", "t10k,200"})
    void fashionMnist(String part, int each) throws IOException {
        Path folder = folder("fashion-mnist");
        Map<String, String> sums = checksums(folder);
        String imageFile = part + "-images-idx3-ubyte.gz";
        String labelFile = part + "-labels-idx1-ubyte.gz";
        byte[] images = gunzip(checked(folder, imageFile, sums));
        byte[] labels = gunzip(checked(folder, labelFile, sums));
        assertArrayEquals(ByteBuffer.allocate(16).putInt(2051).putInt(10 * each).putInt(28).putInt(28).array(), Arrays.copyOf(images, 16));
        Expected expected = new Expected();
        expected.pixels().write(images, 16, images.length - 16);
        for (int i = 8; i < labels.length; i++) {
            expected.labels().add(Integer.toString(labels[i]));
        }
        IdxImageDataSource<Label> source = new IdxImageDataSource<>(folder.resolve(imageFile), folder.resolve(labelFile), new LabelFactory());
        assertEquals("1x28x28", source.getImageShape().toString());
        assertEquals(sums.get(imageFile), hash(source, "images"));
        assertEquals(sums.get(labelFile), hash(source, "labels"));
        assertEveryRoute(source, "idx:" + folder.resolve(imageFile) + "," + folder.resolve(labelFile), expected, 10, each);
        assertHolds(new Expected(expected.pixels(), Collections.nCopies(10 * each, LabelFactory.UNKNOWN_LABEL.getLabel())),
                DataSpec.parse("idx:" + folder.resolve(imageFile)).open(new LabelFactory()));
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }
}
