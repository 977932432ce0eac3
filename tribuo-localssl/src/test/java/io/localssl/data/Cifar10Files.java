package io.localssl.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small data sets in the binary layout of CIFAR-10. */
final class Cifar10Files {
    static final int RECORD = 3073;

    private Cifar10Files() {
    }

    /** Five training files of the given numbers of records, and a test file of two. Record r of file f has label (f + r) % 10. */
    static void write(Path folder, int... records) throws IOException {
        Files.createDirectories(folder);
        for (int f = 0; f < records.length; f++) {
            Files.write(folder.resolve("data_batch_" + (f + 1) + ".bin"), records(f, records[f]));
        }
        Files.write(folder.resolve("test_batch.bin"), records(5, 2));
    }

    static byte[] records(int f, int count) {
        byte[] bytes = new byte[count * RECORD];
        for (int r = 0; r < count; r++) {
            bytes[r * RECORD] = (byte) ((f + r) % 10);
            for (int i = 0; i < 3072; i++) {
                bytes[r * RECORD + 1 + i] = pixel(f, r, i);
            }
        }
        return bytes;
    }

    static byte pixel(int f, int r, int i) {
        return (byte) (31 * f + 7 * r + 13 * i + i / 256);
    }
}
