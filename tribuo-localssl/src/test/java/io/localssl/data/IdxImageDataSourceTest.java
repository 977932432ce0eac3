package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.LocalSSLException;
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
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.IDXDataSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IdxImageDataSourceTest {
    private static final int COUNT = 6;
    private static final int ROWS = 5;
    private static final int COLUMNS = 7;

    @TempDir
    private Path folder;
    private Path images;
    private Path labels;
    private byte[] imageBytes;
    private byte[] labelBytes;

    @BeforeEach
    void files() throws IOException {
        images = folder.resolve("images");
        labels = folder.resolve("labels");
        byte[] noise = new byte[COUNT * ROWS * COLUMNS];
        new SplittableRandom(4).nextBytes(noise);
        imageBytes = ByteBuffer.allocate(16 + noise.length).putInt(2051).putInt(COUNT).putInt(ROWS).putInt(COLUMNS).put(noise).array();
        labelBytes = ByteBuffer.allocate(8 + COUNT).putInt(2049).putInt(COUNT).put(new byte[]{0, 9, 10, 127, -128, -1}).array();
        Files.write(images, imageBytes);
        Files.write(labels, labelBytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private IdxImageDataSource<Label> open() {
        return new IdxImageDataSource<>(images, labels, new LabelFactory());
    }

    @Test
    void readsImagesAndLabels() {
        IdxImageDataSource<Label> source = open();
        assertEquals(COUNT, source.size());
        assertEquals(new ImageShape(1, ROWS, COLUMNS), source.getImageShape());
        List<Example<Label>> examples = Replay.examples(source);
        assertEquals(List.of("0", "9", "10", "127", "128", "255"), examples.stream().map(example -> example.getOutput().getLabel()).toList());
        for (int i = 0; i < COUNT; i++) {
            int start = 16 + i * ROWS * COLUMNS;
            assertArrayEquals(Arrays.copyOfRange(imageBytes, start, start + ROWS * COLUMNS), ((ImageExample<Label>) examples.get(i)).getPixels());
        }
    }

    @Test
    void agreesWithTribuosReader() throws IOException {
        Iterator<Example<Label>> tribuo = new IDXDataSource<>(images, labels, new LabelFactory()).iterator();
        for (Example<Label> image : open()) {
            Example<Label> other = tribuo.next();
            assertEquals(other.getOutput(), image.getOutput());
            for (Feature feature : other) {
                assertEquals(feature, image.lookup(feature.getName()));
            }
        }
    }

    @Test
    void gzipIsSeenInTheContentNotInTheName() throws IOException {
        List<Example<Label>> plain = Replay.examples(open());
        Files.write(images, gzip(imageBytes));
        assertEquals(plain, Replay.examples(open()));
        Files.write(labels, gzip(labelBytes));
        assertEquals(plain, Replay.examples(open()));
        images = Files.write(folder.resolve("images.gz"), imageBytes);
        assertEquals(plain, Replay.examples(open()));
    }

    @Test
    void provenanceReplays() throws IOException {
        Files.write(images, gzip(imageBytes));
        ImageDataSource<Label> source = open().limit(4);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(BinaryFile.sha256(images), ((HashProvenance) provenance.getInstanceValues().get("sha256-images")).getValue());
        assertEquals(BinaryFile.sha256(labels), ((HashProvenance) provenance.getInstanceValues().get("sha256-labels")).getValue());
        assertEquals("4", provenance.getInstanceValues().get("image-count").toString());
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(labels);
        ImageDataException e = assertThrows(ImageDataException.class, this::open);
        assertTrue(e.getMessage().contains(labels.toString()), e.getMessage());
    }

    @Test
    void swappedFilesAreRefused() {
        ImageDataException e = assertThrows(ImageDataException.class, () -> new IdxImageDataSource<>(labels, images, new LabelFactory()));
        assertTrue(e.getMessage().contains("0x00000801") && e.getMessage().contains("image file first"), e.getMessage());
    }

    /** Every int of the two headers, set to what it must not be. */
    @ParameterizedTest
    @CsvSource({
        "0,0", "0,2049", "0,2052", "0,3331", "0,-1", "4,0", "4,-1", "4,5", "4,7", "4,2147483647", "8,0", "8,-28", "8,4", "8,6", "8,2147483647",
        "12,0", "12,-1", "12,6", "12,2147483647"})
    void wrongImageHeadersAreRefused(int position, int value) throws IOException {
        ByteBuffer.wrap(imageBytes).putInt(position, value);
        Files.write(images, imageBytes);
        assertRefused(images);
        if (value == 2147483647) {
            Files.write(images, gzip(imageBytes));
            assertRefused(images);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,2051", "0,2050", "4,0", "4,-6", "4,5", "4,7", "4,2147483647"})
    void wrongLabelHeadersAreRefused(int position, int value) throws IOException {
        ByteBuffer.wrap(labelBytes).putInt(position, value);
        Files.write(labels, labelBytes);
        assertRefused(labels);
    }

    private void assertRefused(Path file) {
        LocalSSLException e = assertThrows(LocalSSLException.class, this::open);
        assertTrue(e.getMessage().contains(file.toString()) || e.getMessage().contains("image shape"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void countsMustAgree() throws IOException {
        Files.write(labels, ByteBuffer.allocate(8 + 5).putInt(2049).putInt(5).array());
        ImageDataException e = assertThrows(ImageDataException.class, this::open);
        assertTrue(e.getMessage().contains("6 images") && e.getMessage().contains("5 labels"), e.getMessage());
    }

    @Test
    void truncationAnywhereIsNoticed() throws IOException {
        for (int length = 0; length < imageBytes.length; length += 3) {
            Files.write(images, Arrays.copyOf(imageBytes, length));
            assertThrows(ImageDataException.class, () -> Replay.examples(open()), length + " bytes");
        }
        Files.write(images, imageBytes);
        for (int length = 0; length < labelBytes.length; length++) {
            Files.write(labels, Arrays.copyOf(labelBytes, length));
            assertThrows(ImageDataException.class, () -> Replay.examples(open()), length + " bytes");
        }
    }

    @Test
    void truncationOfAGzipFileAnywhereIsNoticed() throws IOException {
        byte[] gzipped = gzip(imageBytes);
        for (int length = 0; length < gzipped.length; length += 3) {
            Files.write(images, Arrays.copyOf(gzipped, length));
            ImageDataException e = assertThrows(ImageDataException.class, () -> Replay.examples(open()), length + " bytes");
            assertTrue(e.getMessage().contains(images.toString()), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trailingBytesAreNoticed(boolean gzipped) throws IOException {
        byte[] longer = Arrays.copyOf(imageBytes, imageBytes.length + 1);
        Files.write(images, gzipped ? gzip(longer) : longer);
        assertThrows(ImageDataException.class, () -> Replay.examples(open()));
        Files.write(images, imageBytes);
        longer = Arrays.copyOf(labelBytes, labelBytes.length + 1);
        Files.write(labels, gzipped ? gzip(longer) : longer);
        assertThrows(ImageDataException.class, () -> Replay.examples(open()));
    }

    @Test
    void aFlippedBitInAGzipFileIsNoticed() throws IOException {
        byte[] gzipped = gzip(imageBytes);
        for (int i = 30; i < gzipped.length; i += 5) {
            byte[] damaged = gzipped.clone();
            damaged[i] ^= 4;
            Files.write(images, damaged);
            assertThrows(LocalSSLException.class, () -> Replay.examples(open()), "byte " + i);
        }
    }

    private IdxImageDataSource<Label> openUnlabelled() {
        return new IdxImageDataSource<>(images, new LabelFactory());
    }

    @Test
    void imagesAloneAreUnlabelled() throws IOException {
        Files.delete(labels);
        for (boolean gzipped : new boolean[] {false, true}) {
            Files.write(images, gzipped ? gzip(imageBytes) : imageBytes);
            assertEquals(COUNT, openUnlabelled().size());
            List<Example<Label>> examples = Replay.examples(openUnlabelled());
            for (int i = 0; i < COUNT; i++) {
                int start = 16 + i * ROWS * COLUMNS;
                assertArrayEquals(Arrays.copyOfRange(imageBytes, start, start + ROWS * COLUMNS), ((ImageExample<Label>) examples.get(i)).getPixels());
                assertEquals(LabelFactory.UNKNOWN_LABEL, examples.get(i).getOutput());
            }
        }
    }

    @Test
    void unlabelledImagesReplayAndPack() {
        ImageDataSource<Label> source = openUnlabelled().limit(4);
        ImageSourceProvenance provenance = source.getProvenance();
        assertEquals(BinaryFile.sha256(images), ((HashProvenance) provenance.getInstanceValues().get("sha256-images")).getValue());
        assertFalse(provenance.getInstanceValues().containsKey("sha256-labels"));
        ImageDataSource<Label> again = Replay.source(provenance);
        assertEquals(provenance, again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        assertEquals(List.of(BinaryFile.state(images)), source.state());
        assertNotEquals(SourceState.of(open()).source(), SourceState.of(openUnlabelled()).source(), "labels are packed, too");

        Path file = folder.resolve("images.store");
        ImageStore.packed(source, file).close();
        assertEquals(Replay.examples(source), Replay.examples(new ImageStoreDataSource<>(file, new LabelFactory())));
    }

    @Test
    void unlabelledFilesAreCheckedAsOthers() throws IOException {
        assertTrue(assertThrows(ImageDataException.class, () -> new IdxImageDataSource<>(labels, new LabelFactory())).getMessage().contains("0x00000801"));
        for (int length = 0; length < imageBytes.length + 3; length += 3) {
            if (length != imageBytes.length) {
                Files.write(images, Arrays.copyOf(imageBytes, length));
                assertThrows(ImageDataException.class, () -> Replay.examples(openUnlabelled()), length + " bytes");
            }
        }
        Files.write(images, gzip(Arrays.copyOf(imageBytes, imageBytes.length + 1)));
        assertThrows(ImageDataException.class, () -> Replay.examples(openUnlabelled()));
    }
}
