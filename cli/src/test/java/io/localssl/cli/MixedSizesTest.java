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
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Folders of images of any size: pretraining crops all of each image, judging takes its middle. */
class MixedSizesTest {
    @TempDir
    private Path folder;
    private Path photos;

    @BeforeEach
    void images() throws IOException {
        photos = folder.resolve("photos");
        for (String label : List.of("dark", "light")) {
            Files.createDirectories(photos.resolve(label));
            for (int i = 0; i < 8; i++) {
                BufferedImage image = new BufferedImage(40 + 9 * i, 70 - 5 * i, BufferedImage.TYPE_INT_RGB);
                image.createGraphics().fillRect(0, 0, label.equals("light") ? 60 : 1, 37 + i);
                ImageIO.write(image, i % 2 == 0 ? "jpg" : "png", photos.resolve(label).resolve(i + "." + (i % 2 == 0 ? "jpg" : "png")).toFile());
            }
        }
    }

    private Command pretrain(String data, String out, Object... more) {
        Object[] line = {"pretrain", "--data", data, "--net", TinyRun.NET, "--epochs", 1, "--batch", 8, "--quiet", "--out", folder.resolve(out)};
        Object[] all = new Object[line.length + more.length];
        System.arraycopy(line, 0, all, 0, line.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Command.run(all);
    }

    private String embedded(String run) throws IOException {
        Path features = folder.resolve(run + ".csv");
        Command.run("embed", "--encoder", folder.resolve(run).resolve("encoder.onnx"), "--data", "folder:" + photos, "--out", features).requireSuccess();
        return Files.readString(features);
    }

    /** By whichever way the same images come, the encoder is the same, and again from its configuration. */
    @Test
    void folderStoreAndConfigurationGiveTheSameEncoder() throws IOException {
        Command run = pretrain("folder:" + photos, "a", "--image-size", 16).requireSuccess();
        assertTrue(run.out().contains("16 images of 3xHxW"), run.out());
        Command.run("pack", "--data", "folder:" + photos + ":whole", "--out", folder.resolve("photos.store"), "--quiet").requireSuccess();
        pretrain("store:" + folder.resolve("photos.store"), "b", "--image-size", 16).requireSuccess();
        pretrain("folder:" + photos, "c", "--image-size", 16, "--pack", folder.resolve("other.store")).requireSuccess();
        Command.run("pretrain", "--config", folder.resolve("a/config.xml"), "--out", folder.resolve("d"), "--quiet").requireSuccess();
        String features = embedded("a");
        assertEquals(17, features.lines().count());
        Path ofStore = folder.resolve("store.csv");
        Command.run("embed", "--encoder", folder.resolve("a/encoder.onnx"), "--data", "store:" + folder.resolve("photos.store"), "--out", ofStore).requireSuccess();
        assertEquals(features, Files.readString(ofStore), "no image is larger than a whole one may be");
        for (String other : List.of("b", "c", "d")) {
            assertEquals(features, embedded(other), other);
        }
    }

    @Test
    void withoutASizeItIs64() {
        pretrain("folder:" + photos, "a").requireSuccess();
        Command inspected = Command.run("inspect", folder.resolve("a/encoder.onnx")).requireSuccess();
        assertTrue(inspected.out().contains("3x64x64"), inspected.out());
    }

    /** A side in the line still means squares of the middle. */
    @Test
    void aSideMakesSquares() {
        Command run = pretrain("folder:" + photos + ":24", "a").requireSuccess();
        assertTrue(run.out().contains("16 images of 3x24x24"), run.out());
    }

    /** Judging takes the middle of each image, as large as the encoder wants it. */
    @Test
    void probesSeeImagesAsLargeAsTheEncoderTakesThem() {
        pretrain("folder:" + photos, "a", "--image-size", 16).requireSuccess();
        Command probe = Command.run("probe", "--encoder", folder.resolve("a/encoder.onnx"), "--train", "folder:" + photos, "--test", "folder:" + photos, "--probe", "knn").requireSuccess();
        assertTrue(probe.out().contains("16 test images"), probe.out());
    }

    /** The paper's probe crops the training images at random, from all of each. */
    @Test
    void thePapersProbeTakesWholeImages() throws IOException {
        pretrain("folder:" + photos, "a", "--image-size", 16).requireSuccess();
        String encoder = folder.resolve("a/encoder.onnx").toString();
        Command folders = paperProbe(encoder, "folder:" + photos);
        assertEquals(folders.out(), paperProbe(encoder, "folder:" + photos + ":whole").out());
        Command.run("pack", "--data", "folder:" + photos + ":whole", "--out", folder.resolve("photos.store"), "--quiet").requireSuccess();
        assertEquals(folders.out(), paperProbe(encoder, "store:" + folder.resolve("photos.store")).out());
        assertNotEquals(folders.out(), paperProbe(encoder, "folder:" + photos + ":16").out(), "squares have lost their borders before they are cropped");
        paperProbe("random", "folder:" + photos);
    }

    private Command paperProbe(String encoder, String data) {
        return Command.run("probe", "--encoder", encoder, "--net", TinyRun.NET, "--train", data, "--test", "folder:" + photos, "--probe", "paper", "--epochs", 3).requireSuccess();
    }

    /** What was trained on views of another size than the images is judged on the images in that size. */
    @Test
    void imagesOfOneSizeAreFittedToo() throws IOException {
        pretrain("shapes:24", "a", "--image-size", 20).requireSuccess();
        Path encoder = folder.resolve("a/encoder.onnx");
        for (String probe : List.of("ridge", "paper")) {
            Command.run(Stream.concat(Stream.of("probe", "--encoder", encoder, "--train", "shapes:24:2", "--test", "shapes:24:3", "--probe", probe),
                    probe.equals("paper") ? Stream.of("--epochs", 1) : Stream.of()).toArray()).requireSuccess();
        }
        Command embed = Command.run("embed", "--encoder", encoder, "--data", "shapes:5", "--out", folder.resolve("a.csv")).requireSuccess();
        assertEquals("images: 3x32x32, resized to 3x20x20", embed.err().strip());
        assertEquals(6, Files.readAllLines(folder.resolve("a.csv")).size());
    }

    @Test
    void aFewBadFilesAreToldAtTheEndAsWell() throws IOException {
        Files.writeString(photos.resolve("dark/notes.jpg"), "words");
        Command run = pretrain("folder:" + photos, "a", "--image-size", 16).requireSuccess();
        assertTrue(run.err().contains("skipped 1 of 17 files") && run.err().contains("notes.jpg (NOT_AN_IMAGE)"), run.err());
        assertTrue(run.out().contains("1 of 17 image files could not be decoded"), run.out());
        pretrain("folder:" + photos, "b", "--bad-files", 0).requireRefusal("notes.jpg: found", "expected");
        pretrain("folder:" + photos, "b", "--bad-files", 2).requireRefusal("2.0", "0 (none) to 1 (all)");
        Files.write(photos.resolve("dark/empty.jpg"), new byte[0]);
        pretrain("folder:" + photos, "b").requireRefusal("2 of 18 files", "expected at most 1");
        pretrain("folder:" + photos, "b", "--image-size", 16, "--bad-files", 0.2).requireSuccess();
        Command.run("pretrain", "--config", folder.resolve("b/config.xml"), "--out", folder.resolve("c"), "--quiet").requireSuccess();
    }

    @Test
    void showDrawsWholeImagesAndTheirViews() throws IOException {
        Command show = Command.run("show", "--data", "folder:" + photos, "--views", "--image-size", 32, "--columns", 1, "--out", folder.resolve("views.png")).requireSuccess();
        assertTrue(show.out().contains("16 images of 3xHxW, each beside its two views"), show.out());
        BufferedImage sheet = ImageIO.read(folder.resolve("views.png").toFile());
        assertEquals(ContactSheet.MARGIN + 103 + ContactSheet.WIDE_GAP + 32 + ContactSheet.GAP + 32 + ContactSheet.MARGIN, sheet.getWidth(), "the widest image and two views");
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        pretrain("folder:" + photos, "a", "--image-size", -3).requireRefusal("imageSize -3", "at least 1");
        pretrain("folder:" + photos, "a", "--image-size", 1).requireRefusal("1x1");
    }
}
