package io.localssl.data;

import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PackedStoreTest {
    private static final Logger WARNINGS = Logger.getLogger(Packing.class.getName());

    @TempDir
    private Path folder;
    private Path file;
    private Path imageFile;
    private Path labelFile;

    /** Files are damaged hundreds of times here. */
    @BeforeAll
    static void silence() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        WARNINGS.setLevel(null);
    }

    @BeforeEach
    void files() {
        file = folder.resolve("packed.store");
        imageFile = folder.resolve("images");
        labelFile = folder.resolve("labels");
    }

    /** Grey images of 3x5 in two classes. */
    private IdxImageDataSource<Label> idx(int count, int seed) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + 15 * count).putInt(2051).putInt(count).putInt(3).putInt(5);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(2049).putInt(count);
        byte[] pixels = new byte[15 * count];
        new SplittableRandom(seed).nextBytes(pixels);
        images.put(pixels);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (i % 2));
        }
        Files.write(imageFile, images.array());
        Files.write(labelFile, labels.array());
        return new IdxImageDataSource<>(imageFile, labelFile, new LabelFactory());
    }

    private static void assertSameImages(ImageSource expected, ImageSource found) {
        assertEquals(expected.size(), found.size());
        assertEquals(expected.getShape(), found.getShape());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(image(expected, i), image(found, i), "image " + i);
        }
    }

    private static byte[] image(ImageSource images, int index) {
        byte[] pixels = new byte[images.getShape().size()];
        images.copyImage(index, pixels, 0);
        return pixels;
    }

    /** Packs, and says whether images were written. */
    private boolean packs(ImageDataSource<?> source) {
        AtomicInteger calls = new AtomicInteger();
        try (ImageStore packed = ImageStore.packed(source, file, images -> calls.incrementAndGet())) {
            assertSameImages(ImageStore.read(source), packed);
            assertEquals(ImageStore.read(source).getProvenance(), packed.getProvenance());
        }
        assertTrue(calls.get() == 0 || calls.get() == source.size());
        return calls.get() > 0;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void imagesLabelsAndProvenanceGoAround() throws IOException {
        Path cifar = folder.resolve("cifar");
        Cifar10Files.write(cifar, 1, 2, 1, 1, 1);
        Path stl = folder.resolve("stl");
        Files.createDirectories(stl);
        byte[] noise = new byte[2 * 3 * 96 * 96];
        new SplittableRandom(1).nextBytes(noise);
        Files.write(stl.resolve("unlabeled_X.bin"), noise);
        List<ImageDataSource<Label>> sources = List.of(idx(7, 1), new ShapesDataSource<>(12, 1, new LabelFactory()),
                new Cifar10DataSource<>(cifar, Cifar10DataSource.Split.TRAIN, new LabelFactory()),
                new Cifar10DataSource<>(cifar, Cifar10DataSource.Split.TRAIN, new LabelFactory()).limit(3),
                new Stl10DataSource<>(stl, Stl10DataSource.Split.UNLABELED, new LabelFactory()));
        for (ImageDataSource<Label> source : sources) {
            assertTrue(packs(source), source.toString());
            ImageDataSource<Label> again = DataSpec.parse("store:" + file).open(new LabelFactory());
            assertEquals(Replay.examples(source), Replay.examples(again));
            assertEquals(Replay.examples(source), Replay.examples(Replay.<Label>source(again.getProvenance())));
            assertSameImages(ImageStore.read(source), ImageStore.read(again));
            assertEquals(2, ImageStore.read(again.limit(2)).size());
            assertEquals(again.getProvenance(), Replay.<Label>source(again.getProvenance()).getProvenance());
        }
    }

    @Test
    void anUnchangedSourceIsNotPackedAgain() throws IOException {
        assertTrue(packs(idx(5, 1)));
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        IdxImageDataSource<Label> same = new IdxImageDataSource<>(imageFile, labelFile, new LabelFactory());
        assertFalse(packs(same));
        assertFalse(packs(new IdxImageDataSource<>(imageFile, labelFile, new EmbeddingFactory())), "the labels are kept whatever becomes of them");
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        assertEquals(before.fileKey(), after.fileKey());
        assertEquals(before.lastModifiedTime(), after.lastModifiedTime());
        assertEquals(ImageStore.fileNameFor(same), ImageStore.fileNameFor(new IdxImageDataSource<>(imageFile, labelFile, new EmbeddingFactory())));
        assertNotEquals(ImageStore.fileNameFor(same), ImageStore.fileNameFor(same.limit(4)));
    }

    @Test
    void aChangedSourceIsPackedAgain() throws IOException {
        assertTrue(packs(idx(5, 1)));
        IdxImageDataSource<Label> changed = idx(5, 2);
        Files.setLastModifiedTime(imageFile, FileTime.from(Instant.now().plusSeconds(1)));
        assertTrue(packs(changed), "the same length, another time");
        IdxImageDataSource<Label> longer = idx(6, 2);
        Files.setLastModifiedTime(imageFile, FileTime.fromMillis(0));
        Files.setLastModifiedTime(labelFile, FileTime.fromMillis(0));
        assertTrue(packs(longer), "another length");
        assertTrue(packs(longer.limit(4)), "another selection");
        assertTrue(packs(new ShapesDataSource<>(3, 1, new LabelFactory())), "another source");
        assertFalse(packs(new ShapesDataSource<>(3, 1, new LabelFactory())));
    }

    @Test
    void aFileOfAnyOtherLengthIsRefusedAsDataAndPackedAgainAsCache() throws IOException {
        IdxImageDataSource<Label> source = idx(3, 1);
        packs(source);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length + 1; length++) {
            if (length == whole.length) {
                continue;
            }
            Files.write(file, Arrays.copyOf(whole, length));
            ImageStoreException e = assertThrows(ImageStoreException.class, () -> new ImageStoreDataSource<>(file, new LabelFactory()));
            assertTrue(e.getMessage().contains(file.toString()) && e.getMessage().contains("expected"), e.getMessage());
            assertTrue(packs(source), "length " + length);
            assertArrayEquals(whole, Files.readAllBytes(file));
        }
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        IdxImageDataSource<Label> source = idx(3, 1);
        packs(source);
        byte[] whole = Files.readAllBytes(file);
        for (int place = 0; place < whole.length; place++) {
            byte[] flipped = whole.clone();
            flipped[place] ^= (byte) (1 << place % 8);
            Files.write(file, flipped);
            assertThrows(ImageStoreException.class, () -> Replay.examples(new ImageStoreDataSource<>(file, new LabelFactory())), "byte " + place);
            assertTrue(packs(source), "byte " + place);
        }
    }

    @Test
    void pixelsDamagedUnderAnOpenStoreAreNoticed() throws IOException {
        try (ImageStore packed = ImageStore.packed(idx(3, 1), file)) {
            byte[] before = image(packed, 1);
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.seek(StoreHeader.BYTES + 15);
                bytes.write(before[0] + 1);
            }
            image(packed, 0);
            ImageStoreException e = assertThrows(ImageStoreException.class, () -> image(packed, 1));
            assertTrue(e.getMessage().contains("image 1") && e.getMessage().contains(file.toString()), e.getMessage());
        }
    }

    /** Checksums that are right say nothing of what was written. */
    @Test
    void impossibleIndicesAreRefused() throws IOException {
        ImageShape shape = new ImageShape(1, 2, 2);
        writeEntry(64, 2, 2, -1);
        assertEquals(1, PackedImages.open(file).size());
        long[][] bad = {{63, 2, 2, -1}, {65, 2, 2, -1}, {-1, 2, 2, -1}, {Long.MAX_VALUE, 2, 2, -1}, {64, 0, 2, -1}, {64, 2, -2, -1}, {64, 2, 3, -1},
                {64, 65536, 65536, -1}, {64, 2, 2, 0}, {64, 2, 2, -2}};
        for (long[] entry : bad) {
            writeEntry(entry[0], (int) entry[1], (int) entry[2], (int) entry[3]);
            assertThrows(ImageStoreException.class, () -> PackedImages.open(file), Arrays.toString(entry) + " for " + shape);
        }
    }

    private void writeEntry(long offset, int height, int width, int label) throws IOException {
        ByteBuffer index = ByteBuffer.allocate(StoreIndex.ENTRY + 20).putLong(offset).putInt(height).putInt(width).putInt(label).putInt(0);
        index.putInt(0).putInt(1).putInt(0).putInt(0); // no label, an empty state, no hash
        byte[] end = Arrays.copyOf(index.array(), index.position());
        CRC32C crc = new CRC32C();
        crc.update(end);
        byte[] header = new StoreHeader(1, 1, 2, 2, (int) crc.getValue(), 68, 68 + end.length).toBytes();
        Files.write(file, ByteBuffer.allocate(68 + end.length).put(header).putInt(0).put(end).array());
    }

    @Test
    void anotherKindOfFileIsReplacedOnlyUnderOurName() throws IOException {
        IdxImageDataSource<Label> source = idx(3, 1);
        for (String content : List.of("", "a", "a letter to the editor, much longer than the header of a file of packed images is", "\0".repeat(1000))) {
            Path letter = Files.writeString(folder.resolve("letter.txt"), content);
            assertThrows(ImageStoreException.class, () -> new ImageStoreDataSource<>(letter, new LabelFactory()));
            assertThrows(ImageStoreException.class, () -> ImageStore.packed(source, letter));
            assertEquals(content, Files.readString(letter));
            Files.writeString(file, content);
            assertTrue(packs(source));
        }
        assertThrows(ImageStoreException.class, () -> ImageStore.packed(source, folder));
        assertThrows(ImageStoreException.class, () -> ImageStore.packed(source, imageFile.resolve("below")));
        assertThrows(ImageStoreException.class, () -> new ImageStoreDataSource<>(folder.resolve("none.store"), new LabelFactory()));
        assertThrows(ImageStoreException.class, () -> new ImageStoreDataSource<>(folder, new LabelFactory()));
    }

    @Test
    void aSourceThatFailsLeavesNothing() throws IOException {
        Path cifar = folder.resolve("cifar");
        Cifar10Files.write(cifar, 1, 2, 1, 1, 1);
        byte[] bad = Cifar10Files.records(4, 1);
        bad[0] = 10;
        Files.write(cifar.resolve("data_batch_5.bin"), bad);
        assertThrows(ImageDataException.class, () -> ImageStore.packed(new Cifar10DataSource<>(cifar, Cifar10DataSource.Split.TRAIN, new LabelFactory()), file));
        assertEquals(List.of("cifar"), names());
    }

    @Test
    void aSourceThatChangesMeanwhileIsRefused() throws IOException {
        IdxImageDataSource<Label> source = idx(3, 1);
        ImageStoreException e = assertThrows(ImageStoreException.class, () -> ImageStore.packed(source, file, images -> touch()));
        assertTrue(e.getMessage().contains("changed while"), e.getMessage());
    }

    private void touch() {
        assertTrue(imageFile.toFile().setLastModified(12_345_000));
    }

    @Test
    void whatKilledProcessesLeftIsRemovedAfterADay() throws IOException {
        Path old = Files.writeString(folder.resolve(".packed.store.1.tmp"), "half");
        Path young = Files.writeString(folder.resolve(".packed.store.2.tmp"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(90_000)));
        packs(idx(3, 1));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
        assertEquals(List.of(".packed.store.2.tmp", "images", "labels", "packed.store"), names());
    }

    @Test
    void aClosedStoreIsRefusedAndItsFileCanGo() throws IOException {
        ImageStore packed = ImageStore.packed(idx(3, 1), file);
        assertEquals(file, packed.getFile());
        ImageStore heap = ImageStore.read(idx(3, 1));
        assertNull(heap.getFile());
        for (ImageStore store : List.of(packed, heap)) {
            store.close();
            store.close();
            assertEquals(3, store.size());
            assertTrue(assertThrows(ImageStoreException.class, () -> image(store, 0)).getMessage().contains("closed"));
        }
        Files.delete(file);
    }

    @Test
    void manyThreadsRead() throws IOException {
        ImageStore heap = ImageStore.read(new ShapesDataSource<>(50, 1, new LabelFactory()));
        try (ImageStore packed = ImageStore.packed(new ShapesDataSource<>(50, 1, new LabelFactory()), file)) {
            IntStream.range(0, 2000).parallel().forEach(i -> assertArrayEquals(image(heap, i % 50), image(packed, i % 50)));
        }
    }

    @Test
    void threadsPackAtTheSameTime() throws IOException {
        IdxImageDataSource<Label> source = idx(40, 1);
        ImageStore heap = ImageStore.read(source);
        for (int round = 0; round < 20; round++) { // one writer's file may go while another looks at it
            Files.deleteIfExists(file);
            IntStream.range(0, 16).parallel().forEach(i -> {
                try (ImageStore packed = ImageStore.packed(new IdxImageDataSource<>(imageFile, labelFile, new LabelFactory()), file)) {
                    assertSameImages(heap, packed);
                }
            });
        }
        assertEquals(List.of("images", "labels", "packed.store"), names());
    }

    /** Packs until it is told to go on, or killed: what a process does in the next tests. */
    static final class Packer {
        public static void main(String[] arguments) throws IOException {
            AtomicInteger calls = new AtomicInteger();
            try (ImageStore packed = ImageStore.packed(new ShapesDataSource<>(20, 1, new LabelFactory()), Path.of(arguments[0]), images -> {
                if (calls.getAndIncrement() == 10) {
                    System.out.println("half");
                    try {
                        System.in.read();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            })) {
                assertSameImages(ImageStore.read(new ShapesDataSource<>(20, 1, new LabelFactory())), packed);
            }
            System.out.println("right");
        }
    }

    private Process start() throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp", classes,
                Packer.class.getName(), file.toString()).redirectError(new File(folder.toFile(), "errors")).start();
        assertEquals("half", process.inputReader().readLine());
        return process;
    }

    @Test
    void twoProcessesPackAtTheSameTime() throws Exception {
        List<Process> processes = new ArrayList<>(List.of(start(), start()));
        assertFalse(Files.exists(file), "nothing under its name before it is whole");
        for (Process process : processes) {
            process.outputWriter().append('\n').flush();
        }
        for (Process process : processes) {
            assertEquals("right", process.inputReader().readLine());
            assertEquals(0, process.waitFor());
        }
        assertFalse(packs(new ShapesDataSource<>(20, 1, new LabelFactory())));
        assertEquals(List.of("errors", "packed.store"), names());
    }

    @Test
    void aProcessThatIsKilledLeavesNothingUnderTheName() throws Exception {
        Process killed = start();
        killed.destroyForcibly().waitFor();
        assertFalse(Files.exists(file));
        Process ended = start();
        ended.destroy(); // as the user does
        ended.waitFor();
        assertFalse(Files.exists(file));
        assertEquals(2, names().size(), "the file of the killed one, and errors: " + names());
        assertTrue(packs(new ShapesDataSource<>(20, 1, new LabelFactory())));
    }

    /** Segments of every small size: images begin and end anywhere in them. */
    @Test
    void segmentsOfAnySizeGiveTheSame() throws IOException {
        IdxImageDataSource<Label> source = idx(9, 1);
        packs(source);
        ImageStore heap = ImageStore.read(source);
        for (int segment : new TreeSet<>(List.of(1, 2, 14, 15, 16, 29, 30, 63, 64, 65, 198, 199, 200, 5000))) {
            assertSameImages(heap, PackedImages.open(file, segment));
        }
    }

    /** Images of different sizes keep them; there is no one shape then. */
    @Test
    void mixedSizesAreKept() throws IOException {
        List<ImageShape> shapes = List.of(new ImageShape(3, 2, 3), new ImageShape(3, 7, 1), new ImageShape(3, 2, 3));
        try (StoreWriter writer = new StoreWriter(file)) {
            for (ImageShape shape : shapes) {
                byte[] pixels = new byte[shape.size()];
                Arrays.fill(pixels, (byte) shape.height());
                writer.add(pixels, shape, "size " + shape);
            }
            writer.finish("as it is", Map.of("a", "1", "b", "2"));
        }
        PackedImages packed = PackedImages.open(file, 10);
        packed.check();
        assertEquals(Map.of("a", "1", "b", "2"), packed.index().hashes());
        assertEquals("as it is", packed.index().state());
        for (int i = 0; i < shapes.size(); i++) {
            assertEquals(shapes.get(i), packed.index().shape(i));
            assertEquals("size " + shapes.get(i), packed.index().label(i));
            byte[] pixels = new byte[22];
            packed.copyImage(i, pixels, 1);
            assertEquals(shapes.get(i).height(), pixels[1]);
            assertEquals(shapes.get(i).height(), pixels[shapes.get(i).size()]);
            assertEquals(0, pixels[0] + (shapes.get(i).size() < 21 ? pixels[shapes.get(i).size() + 1] : 0));
        }
        assertThrows(ImageStoreException.class, packed::getShape);
    }

    /** Over 4 GiB, most of it a hole in the file. */
    @Test
    @Tag("long")
    void filesLargerThanABufferWork() throws IOException {
        ImageShape shape = new ImageShape(1, 1000, 1001);
        long[] offsets = {64, (1L << 30) - 3, (1L << 31) - 500_000, (1L << 32) + 12_345};
        StoreIndex.Builder builder = new StoreIndex.Builder();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < offsets.length; i++) {
                byte[] pixels = noise(shape, i);
                CRC32C crc = new CRC32C();
                crc.update(pixels);
                builder.add(offsets[i], shape, "image " + i, (int) crc.getValue());
                bytes.seek(offsets[i]);
                bytes.write(pixels);
            }
            long index = bytes.length();
            byte[] end = builder.finish("", Map.of());
            bytes.write(end);
            CRC32C crc = new CRC32C();
            crc.update(end);
            bytes.seek(0);
            bytes.write(new StoreHeader(offsets.length, 1, 1000, 1001, (int) crc.getValue(), index, index + end.length).toBytes());
        }
        assertTrue(Files.size(file) > 1L << 32);
        PackedImages packed = PackedImages.open(file);
        packed.check();
        for (int i = 0; i < offsets.length; i++) {
            assertArrayEquals(noise(shape, i), image(packed, i));
            assertEquals("image " + i, packed.index().label(i));
        }
    }

    private static byte[] noise(ImageShape shape, int seed) {
        byte[] pixels = new byte[shape.size()];
        new SplittableRandom(seed).nextBytes(pixels);
        return pixels;
    }
}
