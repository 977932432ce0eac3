package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.data.Cifar10DataSource.Split;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Reads real CIFAR-10, Tiny ImageNet and Fashion-MNIST files if they lie beside the project, against their checksums and a plain look at their bytes. */
class RealDataTest {
    private static final Path DATA = Path.of(System.getProperty("user.dir")).resolve("../../shared/data").normalize();

    private static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> sums = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
            String[] parts = line.split("\\s+", 2);
            sums.put(Path.of(parts[1]).getFileName().toString(), parts[0]);
        }
        return sums;
    }

    private static String hash(ImageDataSource<?> source, String name) {
        return ((HashProvenance) source.getProvenance().getInstanceValues().get("sha256-" + name)).getValue();
    }

    private static void assertBalanced(ImageDataSource<Label> source, int each) {
        Map<String, Integer> counts = new HashMap<>();
        for (Example<Label> example : source) {
            counts.merge(example.getOutput().getLabel(), 1, Integer::sum);
        }
        assertEquals(10, counts.size());
        counts.forEach((label, count) -> assertEquals(each, count, label));
    }

    @ParameterizedTest
    @CsvSource({"cifar10,1000,200", "cifar10-exact,500,40"})
    void cifar10(String set, int trainEach, int testEach) throws IOException {
        Path folder = DATA.resolve(set);
        assumeTrue(Files.isDirectory(folder));
        Map<String, String> sums = checksums(folder);
        for (Split split : Split.values()) {
            int each = split == Split.TRAIN ? trainEach : testEach;
            Cifar10DataSource<Label> source = new Cifar10DataSource<>(folder, split, new LabelFactory());
            assertEquals(10 * each, source.size());
            assertBalanced(source, each);
            String last = split == Split.TRAIN ? "data_batch_5.bin" : "test_batch.bin";
            assertEquals(sums.get(last), hash(source, last));

            ImageStore store = ImageStore.read(source);
            byte[] bytes = Files.readAllBytes(folder.resolve("cifar-10-batches-bin").resolve(last));
            byte[] pixels = new byte[3072];
            int records = bytes.length / 3073;
            for (int r = 0; r < records; r++) {
                store.copyImage(store.size() - records + r, pixels, 0);
                assertArrayEquals(Arrays.copyOfRange(bytes, r * 3073 + 1, (r + 1) * 3073), pixels);
            }
        }
    }

    /** The published statistics of the whole training set, (125.3, 123.0, 113.9) and (63.0, 62.1, 66.7); this is a part of it, recompressed. */
    @Test
    void cifar10StatisticsAreNearThePublishedOnes() {
        assumeTrue(Files.isDirectory(DATA.resolve("cifar10")));
        ImageStore store = ImageStore.read(new Cifar10DataSource<>(DATA.resolve("cifar10"), Split.TRAIN, new EmbeddingFactory()));
        ChannelStatistics statistics = ChannelStatistics.of(store);
        assertArrayEquals(new float[]{125.3f / 255, 123.0f / 255, 113.9f / 255}, statistics.mean(), 0.01f);
        assertArrayEquals(new float[]{63.0f / 255, 62.1f / 255, 66.7f / 255}, statistics.std(), 0.01f);
    }

    /** A few of the files are grey. */
    @ParameterizedTest
    @CsvSource({"TRAIN,100", "VAL,20"})
    void tinyImageNet(TinyImageNetDataSource.Split split, int each) {
        Path folder = DATA.resolve("tiny-imagenet");
        assumeTrue(Files.isDirectory(folder));
        TinyImageNetDataSource<Label> source = new TinyImageNetDataSource<>(folder, split, new LabelFactory());
        assertEquals(20 * each, source.size());
        Map<String, Integer> counts = new HashMap<>();
        int grey = 0;
        for (Example<Label> example : source) {
            counts.merge(example.getOutput().getLabel(), 1, Integer::sum);
            byte[] pixels = ((ImageExample<Label>) example).getPixels();
            grey += Arrays.equals(pixels, 0, 4096, pixels, 4096, 8192) && Arrays.equals(pixels, 0, 4096, pixels, 8192, 12288) ? 1 : 0;
        }
        assertEquals(20, counts.size());
        counts.forEach((label, count) -> assertEquals(each, count, label));
        assertTrue(grey > 0 && grey < source.size() / 20, grey + " grey images");
    }

    @ParameterizedTest
    @CsvSource({"train,1000", "t10k,200"})
    void fashionMnist(String part, int each) throws IOException {
        Path folder = DATA.resolve("fashion-mnist");
        assumeTrue(Files.isDirectory(folder));
        Path images = folder.resolve(part + "-images-idx3-ubyte.gz");
        IdxImageDataSource<Label> source = new IdxImageDataSource<>(images, folder.resolve(part + "-labels-idx1-ubyte.gz"), new LabelFactory());
        assertEquals("1x28x28", source.getImageShape().toString());
        assertEquals(10 * each, source.size());
        assertBalanced(source, each);
        assertEquals(checksums(folder).get(images.getFileName().toString()), hash(source, "images"));
        ImageStore store = ImageStore.read(source);
        byte[] pixels = new byte[784];
        try (InputStream in = new GZIPInputStream(Files.newInputStream(images))) {
            in.skipNBytes(16);
            for (int i = 0; i < store.size(); i++) {
                store.copyImage(i, pixels, 0);
                assertArrayEquals(in.readNBytes(784), pixels);
            }
        }
    }
}
