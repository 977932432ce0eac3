package io.localssl.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Image files that cannot be decoded do not end a command, and the user hears of them. */
class SkippedFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void images() throws IOException {
        for (String label : List.of("dark", "light")) {
            Files.createDirectories(folder.resolve(label));
            for (int i = 0; i < 12; i++) {
                BufferedImage image = new BufferedImage(9, 8, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i % 9, i % 8, 0xFFFFFF);
                image.createGraphics().fillRect(0, 0, label.equals("light") ? 9 : 1, 7);
                ImageIO.write(image, "png", folder.resolve(label).resolve(i + ".png").toFile());
            }
        }
    }

    private Command probe(Object... more) {
        Object[] line = {"probe", "--encoder", "pixels", "--train", "folder:" + folder + ":8", "--test", "folder:" + folder + ":8", "--probe", "knn"};
        Object[] all = new Object[line.length + more.length];
        System.arraycopy(line, 0, all, 0, line.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Command.run(all);
    }

    @Test
    void aFewAreSkippedInOneLine() throws IOException {
        assertEquals("", probe().requireSuccess().err());
        Files.writeString(folder.resolve("dark/notes.jpg"), "words");
        for (Command command : List.of(probe(), probe())) {
            List<String> lines = command.requireSuccess().err().lines().toList();
            assertEquals(2, lines.size(), "one line for the training images, one for the test images: " + lines);
            assertEquals("localssl: skipped 1 of 25 files that cannot be decoded (1 NOT_AN_IMAGE): " + folder.resolve("dark/notes.jpg") + " (NOT_AN_IMAGE)", lines.get(0));
            assertTrue(command.out().contains("24 test images"), command.out());
        }
    }

    @Test
    void everyCommandThatReadsImagesTakesAnotherShare() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.write(folder.resolve("dark/empty" + i + ".jpg"), new byte[0]);
        }
        assertTrue(probe("--bad-files", 0.5).requireSuccess().err().contains("skipped 4 of 28 files"));
        Object[] show = {"show", "--data", "folder:" + folder + ":8", "--out", folder.resolve("a.png")};
        Command.run(show).requireRefusal("3 of 28 files", "allow a larger share");
        Command.run("show", "--data", "folder:" + folder + ":8", "--out", folder.resolve("a.png"), "--bad-files", 0.5).requireSuccess();
    }

    @Test
    void tooManyAreRefused() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.write(folder.resolve("dark/empty" + i + ".jpg"), new byte[0]);
        }
        probe().requireRefusal("3 of 28 files", "expected at most 2", "empty2.jpg: found no bytes");
    }
}
