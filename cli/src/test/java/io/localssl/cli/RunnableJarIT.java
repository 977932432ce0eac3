package io.localssl.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The runnable jar as a process of its own: native libraries, services and manifest survive the packaging. */
class RunnableJarIT {
    @TempDir
    private Path folder;

    private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/localssl.jar"));
        line.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int found = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(exitCode, found, text);
        return text;
    }

    @Test
    void pretrainsProbesAndInspects() throws IOException, InterruptedException {
        String out = folder.resolve("run").toString();
        String encoder = folder.resolve("run").resolve("encoder.onnx").toString();
        String trained = run(0, "pretrain", "--data", "shapes:16", "--net", "4,8M", "--epochs", "1", "--out", out);
        List<String> lines = trained.lines().toList();
        assertTrue(lines.get(0).startsWith("encoder 408 parameters") && lines.get(1).startsWith("epoch 1/1"), "nothing but progress and results: " + trained);
        String again = run(0, "pretrain", "--config", folder.resolve("run").resolve("config.xml").toString(), "--out", folder.resolve("again").toString());
        assertTrue(again.contains("Pretrained on 16 images"), again);
        assertTrue(run(0, "inspect", encoder).contains("LocalSSLTrainer"));
        assertTrue(run(0, "inspect", folder.resolve("run").resolve("model.tribuo").toString()).contains("LocalSSLTrainer"));
        String probed = run(0, "probe", "--encoder", encoder, "--train", "shapes:20:2", "--test", "shapes:10:3");
        assertTrue(probed.matches("[0-9.]+ % of 10 test images right .*\\Rtrain loss .*\\Rencoder .*\\R"), "nothing but the result: " + probed);
    }

    /** Readers of image formats are found in the jar, too. */
    @Test
    void decodesImageFiles() throws IOException, InterruptedException {
        byte[] webp = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
        Files.write(Files.createDirectories(folder.resolve("images/a")).resolve("1.webp"), webp);
        Path tiff = Files.createDirectories(folder.resolve("images/b")).resolve("2.tif");
        assertTrue(ImageIO.write(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), "tiff", tiff.toFile()));
        String images = "folder:" + folder.resolve("images") + ":8";
        String probed = run(0, "probe", "--encoder", "pixels", "--probe", "knn", "--train", images, "--test", images);
        assertTrue(probed.contains("of 2 test images right"), probed);
        assertFalse(probed.contains("skipped"), probed);
    }

    /** The processes of a comparison start from the same jar. */
    @Test
    void compares() throws IOException, InterruptedException {
        Path out = folder.resolve("compared");
        String compared = run(0, "compare", "--data", "shapes:16", "--test", "shapes:10:3", "--rules", "clapp++", "--seeds", "1", "--net", "4,8M", "--epochs", "1",
                "--out", out.toString());
        assertTrue(compared.contains("| clapp++ "), compared);
        assertTrue(Files.size(out.resolve("accuracy.png")) > 0);
    }

    @Test
    void refusesInOneLine() throws IOException, InterruptedException {
        String text = run(2, "inspect", "no-such-file");
        assertEquals("localssl: found no file no-such-file, expected an ONNX file or a saved Tribuo model; check the path", text.strip());
    }
}
