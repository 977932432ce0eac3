package io.localssl.data.fetch;

import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UnpackingTest {
    private static final UnpackLimits LIMITS = new UnpackLimits(100_000, 20);

    @TempDir
    private Path folder;
    private Path target;

    @BeforeEach
    void target() throws IOException {
        target = Files.createDirectories(folder.resolve("outer/target"));
    }

    private Path unpack(String name, byte[] archive, UnpackLimits limits) throws IOException {
        Path file = Files.write(folder.resolve(name), archive);
        return new Unpacking(file, "set", limits, target).run(FetchListener.NONE);
    }

    /** Refused, and nothing outside of the target is written. */
    private void requireRefused(String name, byte[] archive, UnpackLimits limits, String... words) throws IOException {
        clearTarget();
        String message = assertThrows(FetchException.class, () -> unpack(name, archive, limits)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), () -> "expected '" + word + "' in: " + message);
        }
        assertTrue(message.contains(folder.resolve(name).toString()), message);
        requireNothingOutside();
    }

    @Test
    void bothKindsGiveTheirFiles() throws IOException {
        Map<String, byte[]> files = Packed.small();
        files.put("./set/dotted.txt", new byte[] {7});
        files.put("set/" + "long".repeat(60) + ".txt", new byte[0]);
        for (String name : new String[] {"a.tar.gz", "a.zip"}) {
            target = Files.createDirectories(folder.resolve("outer/target/" + name));
            Path unpacked = unpack(name, name.endsWith("zip") ? Packed.zip(files) : Packed.tarGz(files), LIMITS);
            Map<String, byte[]> found = Packed.files(unpacked);
            assertEquals(Set.of("images.bin", "deep/labels.txt", "dotted.txt", "long".repeat(60) + ".txt"), found.keySet());
            assertArrayEquals(files.get("set/images.bin"), found.get("images.bin"));
            assertArrayEquals(new byte[] {7}, found.get("dotted.txt"));
        }
    }

    @Test
    void whatIsBesideTheFolderIsLeftOut() throws IOException {
        Map<String, byte[]> files = Packed.small();
        files.put("__MACOSX/set/images.bin", new byte[9]);
        files.put("settings.txt", new byte[9]);
        unpack("a.zip", Packed.zip(files), LIMITS);
        assertEquals(Set.of("set/images.bin", "set/deep/labels.txt"), Packed.files(target).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "set/../../x", "set/../x", "/tmp/localssl-unpacking-test", "..", "set/..", "..\\x", "C:/x", "set\\..\\..\\x"})
    void namesThatLeadOutAreRefused(String name) throws IOException {
        requireRefused("a.tar.gz", Packed.tarGz(Map.of(name, new byte[] {1})), LIMITS, "leads out of the folder");
        requireRefused("a.zip", Packed.zip(Map.of(name, new byte[] {1})), LIMITS, "leads out of the folder");
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        requireRefused("a.tar.gz", Packed.tarGz("set/link", TarConstants.LF_SYMLINK, "../../.."), LIMITS, "set/link", "link or a device");
        requireRefused("a.tar.gz", Packed.tarGz("set/link", TarConstants.LF_SYMLINK, "images.bin"), LIMITS, "link or a device");
        requireRefused("a.tar.gz", Packed.tarGz("set/link", TarConstants.LF_LINK, "/etc/passwd"), LIMITS, "link or a device");
        requireRefused("a.tar.gz", Packed.tarGz("set/pipe", TarConstants.LF_FIFO, ""), LIMITS, "link or a device");
        requireRefused("a.tar.gz", Packed.tarGz("set/disk", TarConstants.LF_BLK, ""), LIMITS, "link or a device");
        requireRefused("a.zip", Packed.zip(Map.of("set/link", "../..".getBytes()), 0120777), LIMITS, "link or a device");
    }

    @Test
    void bombsAreRefused() throws IOException {
        byte[] zeros = new byte[50_000_000]; // 50 kB packed
        requireRefused("a.tar.gz", Packed.tarGz(Map.of("set/zeros", zeros)), LIMITS, "more than", "packed in");
        requireRefused("a.zip", Packed.zip(Map.of("set/zeros", zeros)), LIMITS, "more than", "packed in");
        requireRefused("a.tar.gz", Packed.tarGz(Map.of("beside/zeros", zeros)), LIMITS, "more than");
        assertEquals(Map.of(), Packed.files(target));
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 21; i++) {
            many.put("set/" + i, new byte[0]);
        }
        requireRefused("a.tar.gz", Packed.tarGz(many), LIMITS, "more than 20 entries");
        requireRefused("a.zip", Packed.zip(many), LIMITS, "more than 20 entries");
    }

    @Test
    void aNameThatComesTwiceIsRefused() throws IOException {
        Map<String, byte[]> files = Packed.small();
        files.put("set/./images.bin", new byte[] {1});
        requireRefused("a.tar.gz", Packed.tarGz(files), LIMITS, "twice");
    }

    @Test
    void truncatedArchivesAreRefused() throws IOException {
        byte[] tar = Packed.tarGz(Packed.small());
        byte[] zip = Packed.zip(Packed.small());
        for (int keep : new int[] {0, 1, 9, 100, 15_000, 29_000}) {
            requireRefused("a.tar.gz", Arrays.copyOf(tar, keep), LIMITS, "delete it and fetch again");
            requireRefused("a.zip", Arrays.copyOf(zip, keep), LIMITS, "delete it and fetch again");
        }
    }

    /** Whatever the bytes are: files below the target, or a refusal. */
    @Test
    void mutatedArchivesAreUnpackedOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (String name : new String[] {"a.tar.gz", "a.zip"}) {
            byte[] archive = name.endsWith("zip") ? Packed.zip(Packed.small()) : Packed.tarGz(Packed.small());
            for (int round = 0; round < 150; round++) {
                byte[] mutated = archive.clone();
                int where = random.nextBoolean() ? random.nextInt(mutated.length) : mutated.length - 1 - random.nextInt(300);
                mutated[where] ^= (byte) (1 << random.nextInt(8));
                clearTarget();
                try {
                    unpack(name, mutated, LIMITS);
                } catch (FetchException e) {
                    assertTrue(e.getMessage().contains(name), e.getMessage());
                }
                requireNothingOutside();
            }
        }
    }

    private void requireNothingOutside() throws IOException {
        Set<String> found = Packed.files(folder).keySet();
        assertTrue(found.stream().allMatch(path -> path.equals("a.tar.gz") || path.equals("a.zip") || path.startsWith("outer/target/")), found.toString());
    }

    private void clearTarget() throws IOException {
        for (String file : Packed.files(target).keySet()) {
            Files.delete(target.resolve(file));
        }
    }
}
