package io.localssl.image;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static io.localssl.image.EncodedImages.colour;
import static io.localssl.image.EncodedImages.encode;
import static io.localssl.image.EncodedImages.flat;
import static io.localssl.image.Sources.describe;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageArchiveDataSourceTest {
    @TempDir
    private Path folder;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** A kind of archive. */
    enum Kind {
        ZIP, TAR, TAR_GZ;

        byte[] pack(Map<String, byte[]> files) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (this == ZIP) {
                try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
                    for (Map.Entry<String, byte[]> file : files.entrySet()) {
                        zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                        zip.write(file.getValue());
                        zip.closeArchiveEntry();
                    }
                }
                return bytes.toByteArray();
            }
            try (OutputStream out = this == TAR ? bytes : new GZIPOutputStream(bytes); TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                    entry.setSize(file.getValue().length);
                    tar.putArchiveEntry(entry);
                    tar.write(file.getValue());
                    tar.closeArchiveEntry();
                }
            }
            return bytes.toByteArray();
        }
    }

    @BeforeEach
    void files() {
        files.put("set/dog/b.png", encode(flat(20, 10, 0x110000), "png"));
        files.put("./set/cat/x.png", encode(flat(5, 9, 0x220000), "png"));
        files.put("set/dog/.hidden.png", encode(flat(5, 9, 0x330000), "png"));
        files.put("__MACOSX/set/dog/._b.png", new byte[] {1, 2, 3});
        files.put("set/dog/deep/a.bmp", encode(flat(9, 9, 0x440000), "bmp"));
        files.put("top.png", encode(flat(9, 9, 0x550000), "png"));
    }

    private ImageArchiveDataSource<Label> open(byte[] archive, BadFilePolicy policy) throws IOException {
        Path file = Files.write(folder.resolve("images.bin"), archive);
        return new ImageArchiveDataSource<>(file, ImageDecoder.squares(8), policy, new LabelFactory());
    }

    @ParameterizedTest
    @EnumSource
    void imagesComeInTheOrderOfTheArchive(Kind kind) throws IOException {
        ImageDataSource<Label> source = open(kind.pack(files), BadFilePolicy.fail());
        List<String> expected = List.of("11 dog", "22 cat", "44 deep", "55 -");
        assertEquals(4, source.size());
        assertEquals(expected, describe(source));
        assertEquals(expected, describe(source), "each time anew");
        assertEquals(expected.subList(0, 2), describe(source.limit(2)));
        ImageDataSource<Label> again = Sources.replay(source.getProvenance());
        assertEquals(source.getProvenance(), again.getProvenance());
        assertEquals(expected, describe(again));
        files.put("top.png", encode(flat(9, 9, 0x560000), "png"));
        assertNotEquals(source.getProvenance(), open(kind.pack(files), BadFilePolicy.fail()).getProvenance());
    }

    /** As those of Tiny ImageNet: a folder "images" in the folder of each class says nothing. */
    @ParameterizedTest
    @EnumSource
    void foldersOfOneNameAreNoLabels(Kind kind) throws IOException {
        files.clear();
        files.put("set/train/dog/images/a.png", encode(flat(9, 9, 0x110000), "png"));
        files.put("set/train/cat/images/b.png", encode(flat(9, 9, 0x220000), "png"));
        assertEquals(List.of("11 dog", "22 cat"), describe(open(kind.pack(files), BadFilePolicy.fail())));
        files.remove("set/train/cat/images/b.png");
        assertEquals(List.of("11 images"), describe(open(kind.pack(files), BadFilePolicy.fail())), "no folder tells images apart");
    }

    /** By their first bytes, which a tar file gives once only. */
    @ParameterizedTest
    @EnumSource
    void whatIsNoImageFileIsLeftOut(Kind kind) throws IOException {
        files.put("set/dog/notes.txt", "words".getBytes(StandardCharsets.UTF_8));
        files.put("set/dog/empty", new byte[0]);
        files.put("set/dog/c", encode(flat(9, 9, 0x660000), "png"));
        files.put("set/cat/d.txt", encode(colour(64, 48), "bmp"));
        files.put("set/cat/last.json", "{}".getBytes(StandardCharsets.UTF_8));
        ImageDataSource<Label> source = open(kind.pack(files), BadFilePolicy.fail());
        assertEquals(6, source.size());
        assertEquals(List.of("11 dog", "22 cat", "44 deep", "55 -", "66 dog"), describe(source).subList(0, 5));
        byte[] packed = Sources.examples(source).get(5) instanceof ImageExample<Label> image ? image.getPixels() : new byte[0];
        assertArrayEquals(ImageDecoder.squares(8).decode(files.get("set/cat/d.txt"), "d").pixels(), packed);
    }

    /** Many batches, each read while the one before is decoded; some files are damaged. */
    @ParameterizedTest
    @EnumSource
    void manyImagesKeepTheirOrder(Kind kind) throws IOException {
        files.clear();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            boolean bad = i % 50 == 7;
            files.put(i % 3 + "/" + i + ".webp", bad ? new byte[] {1} : EncodedImages.webp(4, 4, i % 128 << 16));
            if (!bad) {
                expected.add(String.format("%x %d", i % 128, i % 3));
            }
        }
        byte[] archive = kind.pack(files);
        assertEquals(expected, describe(open(archive, BadFilePolicy.skip())));
        ImageDataException e = assertThrows(ImageDataException.class, () -> describe(open(archive, BadFilePolicy.fail())));
        assertTrue(e.getMessage().contains("images.bin!/1/7.webp"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void filesThatAreTooLargeAreNotRead(Kind kind) throws IOException {
        files.put("big/zeros.png", new byte[1_000_000]);
        Path file = Files.write(folder.resolve("big.bin"), kind.pack(files));
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(3, 8, 8)).maxBytes(1000).build();
        ImageDataException e = assertThrows(ImageDataException.class, () -> describe(new ImageArchiveDataSource<>(file, decoder, BadFilePolicy.fail(), new LabelFactory())));
        assertTrue(e.getMessage().contains("zeros.png: found 1001 bytes, expected at most 1000"), e.getMessage());
    }

    /** 200 MB of zeros, which take 200 kB. */
    @ParameterizedTest
    @EnumSource(names = {"ZIP", "TAR_GZ"})
    void bombsAreRefused(Kind kind) throws IOException {
        for (int i = 0; i < 20; i++) {
            files.put("bomb/" + i + ".png", new byte[10_000_000]);
        }
        byte[] archive = kind.pack(files);
        ImageDataException e = assertThrows(ImageDataException.class, () -> describe(open(archive, BadFilePolicy.skip(1))));
        assertTrue(e.getMessage().contains("bytes when unpacked in " + folder), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.png", "/x.png", "a/../../x.png", "c:x.png", "a\\..\\x.png"})
    void namesThatLeadOutAreRefused(String name) throws IOException {
        files.put(name, files.get("top.png"));
        for (Kind kind : Kind.values()) {
            byte[] archive = kind.pack(files);
            if (kind == Kind.ZIP && name.contains("\\")) {
                continue; // commons-compress makes slashes of them
            }
            ImageDataException e = assertThrows(ImageDataException.class, () -> open(archive, BadFilePolicy.skip(1)));
            assertTrue(e.getMessage().contains("leads out") && e.getMessage().contains("images.bin"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO, TarConstants.LF_GNUTYPE_SPARSE})
    void linksAndDevicesAreRefused(byte type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("dog/a.png", type, true);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        assertThrows(ImageDataException.class, () -> open(bytes.toByteArray(), BadFilePolicy.skip(1)));
    }

    /** Whatever the bytes are, images come out or a refusal that names the archive. */
    @ParameterizedTest
    @EnumSource
    void damagedArchivesAreReadOrRefused(Kind kind) throws IOException {
        byte[] whole = kind.pack(files);
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] damaged = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int flips = 0; i % 2 == 1 && flips < 3; flips++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertTrue(describe(open(damaged, BadFilePolicy.skip(1))).size() <= 7);
            } catch (ImageDataException e) {
                assertTrue(e.getMessage().contains("images.bin"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 30, refused + " refused");
    }

    /** Bytes that are an image all the same, but not the one that was packed. */
    @Test
    void anEntryWithAnotherChecksumIsABadFile() throws IOException {
        byte[] image = files.get("set/dog/deep/a.bmp");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (String name : List.of("dog/a.bmp", "dog/b.bmp")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(image);
                zip.closeEntry();
            }
        }
        byte[] archive = bytes.toByteArray();
        assertEquals(List.of("44 dog", "44 dog"), describe(open(archive, BadFilePolicy.fail())));
        int pixel = new String(archive, StandardCharsets.ISO_8859_1).indexOf(new String(image, StandardCharsets.ISO_8859_1)) + image.length - 5;
        archive[pixel] ^= 1;
        assertEquals(List.of("44 dog"), describe(open(archive, BadFilePolicy.skip(0.5))));
        ImageDataException e = assertThrows(ImageDataException.class, () -> describe(open(archive, BadFilePolicy.fail())));
        assertTrue(e.getMessage().contains("images.bin!/dog/a.bmp") && e.getMessage().contains("CRC-32"), e.getMessage());
    }

    /** A gzip file has one checksum, and a length, behind all of its content: opening reads so far. */
    @Test
    void aGzipFileWithAnotherChecksumIsRefused() throws IOException {
        byte[] whole = Kind.TAR_GZ.pack(files);
        for (int place = 1; place <= 8; place++) {
            byte[] damaged = whole.clone();
            damaged[damaged.length - place] ^= 4;
            ImageDataException e = assertThrows(ImageDataException.class, () -> open(damaged, BadFilePolicy.skip(1)));
            assertTrue(e.getMessage().contains("images.bin") && e.getMessage().contains("damaged"), e.getMessage());
            byte[] cut = Arrays.copyOf(whole, whole.length - place);
            assertTrue(assertThrows(ImageDataException.class, () -> open(cut, BadFilePolicy.skip(1))).getMessage().contains("images.bin"));
        }
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        for (byte[] other : List.of(new byte[0], new byte[1000], files.get("top.png"), Kind.ZIP.pack(Map.of()))) {
            ImageDataException e = assertThrows(ImageDataException.class, () -> open(other, BadFilePolicy.skip()));
            assertTrue(e.getMessage().contains("images.bin") && e.getMessage().contains("expected"), e.getMessage());
        }
        assertThrows(ImageDataException.class, () -> new ImageArchiveDataSource<>(folder.resolve("none.zip"), 8, new LabelFactory()));
        assertThrows(ImageDataException.class, () -> new ImageArchiveDataSource<>(folder, 8, new LabelFactory()));
    }
}
