package io.localssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The smallest pretraining run that is one, and files for tests. */
final class TinyRun {
    static final String NET = "4,8M";

    private TinyRun() {
    }

    /** Pretrains on 24 generated images for one epoch. */
    static RunFolder pretrain(Path folder) {
        Command.run("pretrain", "--data", "shapes:24", "--net", NET, "--epochs", 1, "--batch", 8, "--out", folder, "--quiet").requireSuccess();
        return new RunFolder(folder);
    }

    /** Writes n grey images of 1x8x8 with labels as IDX files and gives their SPEC. */
    static String idx(Path folder, int n) throws IOException {
        byte[] images = new byte[16 + 64 * n];
        System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, (byte) n, 0, 0, 0, 8, 0, 0, 0, 8}, 0, images, 0, 16);
        byte[] labels = new byte[8 + n];
        System.arraycopy(new byte[] {0, 0, 8, 1, 0, 0, 0, (byte) n}, 0, labels, 0, 8);
        for (int i = 0; i < n; i++) {
            labels[8 + i] = (byte) (i % 2);
            for (int p = 0; p < 64; p++) {
                images[16 + 64 * i + p] = (byte) (i % 2 == 0 ? p * 3 : 255 - p * 3 - i);
            }
        }
        Path imageFile = Files.write(folder.resolve("images.idx"), images);
        Path labelFile = Files.write(folder.resolve("labels.idx"), labels);
        return "idx:" + imageFile + "," + labelFile;
    }

    static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(0, files.count(), "files left in " + folder);
            }
        }
    }
}
