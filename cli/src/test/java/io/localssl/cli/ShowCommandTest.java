package io.localssl.cli;

import io.localssl.augment.ViewTransform;
import io.localssl.data.ChannelStatistics;
import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageShape;
import io.localssl.train.TrainingListener;
import io.localssl.train.TrainingStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShowCommandTest {
    /** Enlarged to 128 pixels a side, whether they have 8 or 32. */
    private static final int SIDE = 128;
    private static final int CELL_HEIGHT = SIDE + 20 + 16;

    @TempDir
    private Path folder;

    private BufferedImage show(Object... options) throws IOException {
        Path file = folder.resolve("sheet.png");
        Object[] line = new Object[options.length + 3];
        line[0] = "show";
        line[1] = "--out";
        line[2] = file;
        System.arraycopy(options, 0, line, 3, options.length);
        String out = Command.run(line).requireSuccess().out();
        assertTrue(out.startsWith(file + "  "), out);
        return ImageIO.read(file.toFile());
    }

    private static ImageStore images(String spec) {
        return ImageStore.read(DataSpec.parse(spec).open(new EmbeddingFactory()));
    }

    /** Every pixel of the square at (left, top) is that of an image of which it has scale x scale for each. */
    private static void requireImage(BufferedImage sheet, int left, int top, ImageShape shape, float[] levels, double tolerance) {
        int scale = SIDE / shape.width();
        int area = shape.height() * shape.width();
        for (int y = 0; y < shape.height() * scale; y++) {
            for (int x = 0; x < shape.width() * scale; x++) {
                int rgb = sheet.getRGB(left + x, top + y);
                int pixel = y / scale * shape.width() + x / scale;
                for (int c = 0; c < 3; c++) {
                    float expected = levels[(shape.channels() == 1 ? 0 : c) * area + pixel];
                    assertEquals(expected, rgb >> 16 - 8 * c & 0xFF, tolerance, "channel " + c + " at " + x + ", " + y);
                }
            }
        }
    }

    private static float[] levels(ImageStore images, int index) {
        byte[] pixels = new byte[images.getShape().size()];
        images.copyImage(index, pixels, 0);
        float[] levels = new float[pixels.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = pixels[i] & 0xFF;
        }
        return levels;
    }

    private static boolean hasText(BufferedImage sheet, int left, int top, int width) {
        return IntStream.range(0, width * 20).anyMatch(i -> (sheet.getRGB(left + i % width, top + i / width) & 0xFF) < 0x80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey", "colour"})
    void imagesStandInRowsWithTheirLabelsUnderThem(String kind) throws IOException {
        String spec = kind.equals("grey") ? TinyRun.idx(folder, 5) : "shapes:5";
        ImageStore images = images(spec);
        BufferedImage sheet = show("--data", spec, "--columns", 3);
        assertEquals(3 * (SIDE + 16) + 16, sheet.getWidth());
        assertEquals(2 * CELL_HEIGHT + 16, sheet.getHeight());
        for (int i = 0; i < 5; i++) {
            int left = 16 + i % 3 * (SIDE + 16);
            int top = 16 + i / 3 * CELL_HEIGHT;
            requireImage(sheet, left, top, images.getShape(), levels(images, i), 0);
            assertTrue(hasText(sheet, left, top + SIDE, SIDE), "a label under image " + i);
            assertFalse(hasText(sheet, left + SIDE, top + SIDE, 16), "none beside it");
        }
        assertFalse(hasText(sheet, 16 + 2 * (SIDE + 16), 16 + CELL_HEIGHT + SIDE, SIDE), "none without an image");
    }

    @Test
    void theFirstImagesAreShownOnASquare() throws IOException {
        BufferedImage sheet = show("--data", "shapes:100");
        assertEquals(8 * (SIDE + 16) + 16, sheet.getWidth(), "64 of 100");
        assertEquals(8 * CELL_HEIGHT + 16, sheet.getHeight());
        assertEquals(2 * (SIDE + 16) + 16, show("--data", "shapes:100#90", "--count", 4).getWidth());
        assertEquals(SIDE + 32, show("--data", "shapes:2", "--count", 9).getWidth());
    }

    /** What the augmenter of a training makes, as that training itself hands it to a listener. */
    private static final class Augmenter implements TrainingListener {
        private TrainingStart start;

        @Override
        public void onStart(TrainingStart start) {
            this.start = start;
        }

        float[] levels(ImageStore images, int epoch, int index, int view) {
            ImageShape shape = images.getShape();
            ChannelStatistics statistics = ChannelStatistics.of(images);
            byte[] pixels = new byte[shape.size()];
            images.copyImage(index, pixels, 0);
            ViewTransform transform = start.augmenter().newTransform();
            float[] levels = new float[pixels.length];
            transform.apply(pixels, epoch, index, view, levels, 0);
            int area = shape.height() * shape.width();
            for (int i = 0; i < levels.length; i++) {
                levels[i] = 255 * (levels[i] * statistics.std()[i / area] + statistics.mean()[i / area]);
            }
            return levels;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey", "colour"})
    void viewsAreThoseOfPretraining(String kind) throws IOException {
        String spec = kind.equals("grey") ? TinyRun.idx(folder, 9) : "shapes:9";
        Path run = folder.resolve("run");
        Command.run("pretrain", "--data", spec, "--net", "4", "--epochs", 1, "--batch", 4, "--seed", 7, "--min-crop-area", 0.1, "--out", run, "--quiet").requireSuccess();
        Augmenter training = new Augmenter();
        RunConfiguration configuration = RunConfiguration.read(run.resolve("config.xml"));
        configuration.trainer().listener(training).build().train(ImageStore.read(configuration.images())).close();

        ImageStore images = images(spec);
        BufferedImage sheet = show("--data", spec, "--views", 2, "--seed", 7, "--min-crop-area", 0.1, "--count", 3, "--columns", 1);
        assertEquals(16 + SIDE + 8 + SIDE + 3 + SIDE + 8 + SIDE + 3 + SIDE + 16, sheet.getWidth());
        for (int i = 0; i < 3; i++) {
            int top = 16 + i * CELL_HEIGHT;
            requireImage(sheet, 16, top, images.getShape(), levels(images, i), 0);
            for (int epoch = 1; epoch <= 2; epoch++) {
                int left = 16 + SIDE + 8 + (epoch - 1) * (2 * SIDE + 3 + 8);
                requireImage(sheet, left, top, images.getShape(), training.levels(images, epoch, i, 0), 0.501);
                requireImage(sheet, left + SIDE + 3, top, images.getShape(), training.levels(images, epoch, i, 1), 0.501);
            }
        }
    }

    @Test
    void viewsFollowTheSeed() throws IOException {
        BufferedImage first = show("--data", "shapes:2", "--views");
        assertEquals(16 + 3 * SIDE + 8 + 3 + 16, first.getWidth(), "one pair unless more are wanted");
        assertTrue(Arrays.equals(pixels(first), pixels(show("--data", "shapes:2", "--views", "--seed", 1))));
        assertFalse(Arrays.equals(pixels(first), pixels(show("--data", "shapes:2", "--views", "--seed", 2))));
    }

    private static int[] pixels(BufferedImage sheet) {
        return sheet.getRGB(0, 0, sheet.getWidth(), sheet.getHeight(), null, 0, sheet.getWidth());
    }

    @Test
    void imagesWithoutLabelsHaveTheirNumbers() throws IOException {
        Files.write(folder.resolve("unlabeled_X.bin"), new byte[2 * 3 * 96 * 96]);
        Path json = folder.resolve("facts.json");
        BufferedImage sheet = show("--data", "stl10:" + folder + ":unlabeled", "--columns", 2, "--json", json);
        assertEquals(2 * (96 + 16) + 16, sheet.getWidth(), "96 pixels are not enlarged to 192");
        assertTrue(hasText(sheet, 16, 16 + 96, 96));
        Map<?, ?> facts = Json.read(json, Map.class);
        assertEquals(Map.of(), facts.get("counts"));
        assertEquals(1, ((Map<?, ?>) ((List<?>) facts.get("images")).get(1)).get("index"));
    }

    @Test
    void tellsWhatIsShown() throws IOException {
        Path json = folder.resolve("facts.json");
        String spec = TinyRun.idx(folder, 5);
        show("--data", spec, "--views", 3, "--seed", 4, "--columns", 2, "--json", json);
        Map<?, ?> facts = Json.read(json, Map.class);
        assertEquals(spec, facts.get("data"));
        assertEquals("1x8x8", facts.get("shape"));
        assertEquals(List.of(3, 4, 2, 16), List.of(facts.get("views"), facts.get("seed"), facts.get("columns"), facts.get("scale")));
        assertEquals(Map.of("0", 3, "1", 2), facts.get("counts"));
        assertEquals(List.of("0", "1", "0", "1", "0"), ((List<?>) facts.get("images")).stream().map(image -> ((Map<?, ?>) image).get("label")).toList());
    }

    @Test
    void whatCannotBeShownIsRefusedAndNothingIsLeft() throws IOException {
        Path out = folder.resolve("out").resolve("sheet.png");
        Command.run("show", "--data", "shapes:4", "--out", out.resolveSibling("sheet.jpg")).requireRefusal("sheet.jpg", ".png");
        Command.run("show", "--data", "shapes:4", "--out", out, "--count", 0).requireRefusal("--count 0", "1 to ");
        Command.run("show", "--data", "shapes:4", "--out", out, "--columns", -1).requireRefusal("--columns -1");
        Command.run("show", "--data", "shapes:4", "--out", out, "--views", -1).requireRefusal("--views -1");
        Command.run("show", "--data", "shapes:4", "--out", out, "--views", "--min-crop-area", 2).requireRefusal("minCropArea");
        Command.run("show", "--data", "nothing", "--out", out).requireRefusal("nothing");
        Command.run("show", "--data", "shapes:9000", "--count", 9000, "--out", out).requireRefusal("pixels", "show fewer images");
        TinyRun.requireEmpty(out.getParent());
    }
}
