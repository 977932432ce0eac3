package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbeCommandTest {
    @TempDir
    private static Path shared;
    private static Path encoder;

    @TempDir
    private Path folder;

    @BeforeAll
    static void pretrain() {
        encoder = TinyRun.pretrain(shared.resolve("run")).encoder();
    }

    private JsonNode probe(Object... options) throws IOException {
        Path json = folder.resolve("probe.json");
        Object[] arguments = new Object[options.length + 7];
        System.arraycopy(new Object[] {"probe", "--train", "shapes:30:2", "--test", "shapes:20:3", "--json", json}, 0, arguments, 0, 7);
        System.arraycopy(options, 0, arguments, 7, options.length);
        Command command = Command.run(arguments).requireSuccess();
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertTrue(command.out().contains(String.format(Locale.ROOT, "%.1f %% of 20", 100 * result.get("accuracy").asDouble())), command.out());
        return result;
    }

    @Test
    void judgesAnEncoderFile() throws IOException {
        JsonNode result = probe("--encoder", encoder);
        assertEquals(30, result.get("n_train").asInt());
        assertEquals(20, result.get("n_test").asInt());
        assertEquals(4 * 8 * 8 + 8 * 4 * 4, result.get("dimension").asInt());
        assertTrue(result.get("accuracy").asDouble() >= 0 && result.get("accuracy").asDouble() <= 1);
        assertEquals(result, probe("--encoder", encoder));
    }

    @Test
    void judgesPixelsAndAnUntrainedEncoder() throws IOException {
        assertEquals(3072, probe("--encoder", "pixels").get("dimension").asInt());
        JsonNode random = probe("--encoder", "random", "--net", "4,8M", "--pool", "8-16", "--seed", 5);
        assertEquals(4 * 16 + 8, random.get("dimension").asInt());
        assertEquals(random, probe("--encoder", "random", "--net", "4,8M", "--pool", "8-16", "--seed", 5));
        assertNotEquals(random, probe("--encoder", "random", "--net", "4,8M", "--pool", "8-16", "--seed", 6));
    }

    /** As for encoders that were trained on plain crops of 16x16: features of the middle of each image, or of the whole made smaller. */
    @Test
    void judgesPartsOfImages() throws IOException {
        Path run = folder.resolve("run");
        Command.run("pretrain", "--data", "shapes:24", "--net", TinyRun.NET, "--crop", "plain", "--image-size", 16, "--epochs", 1, "--batch", 8, "--out", run, "--quiet").requireSuccess();
        Path small = run.resolve("encoder.onnx");
        assertEquals(probe("--encoder", small), probe("--encoder", small, "--crop", "resized"));
        JsonNode plain = probe("--encoder", small, "--crop", "plain");
        assertEquals(384, plain.get("dimension").asInt());
        assertNotEquals(plain.get("train_loss"), probe("--encoder", small, "--crop", "resized").get("train_loss"));
        assertEquals(4 * 4 * 4 + 8, probe("--encoder", "random", "--net", TinyRun.NET, "--pool", "4-8", "--image-size", 16, "--crop", "plain").get("dimension").asInt());
        JsonNode pixels = probe("--encoder", "pixels", "--image-size", 16, "--crop", "plain");
        assertEquals(768, pixels.get("dimension").asInt());
        assertNotEquals(pixels.get("train_loss"), probe("--encoder", "pixels", "--image-size", 16, "--crop", "resized").get("train_loss"));
        probe("--encoder", small, "--crop", "plain", "--probe", "paper", "--epochs", 1, "--test-resize", 18);
    }

    @Test
    void separableImagesAreToldApart() throws IOException {
        String spec = TinyRun.idx(folder, 40);
        Command command = Command.run("probe", "--encoder", "pixels", "--train", spec, "--test", spec).requireSuccess();
        assertTrue(command.out().startsWith("100.0 % of 40"), command.out());
    }

    @Test
    void everyProbeJudges() throws IOException {
        JsonNode ridge = probe("--encoder", encoder, "--probe", "ridge");
        assertTrue(ridge.get("penalty").asDouble() > 0);
        assertEquals("ridge", ridge.get("probe").asText());
        assertEquals(12.5, probe("--encoder", encoder, "--probe", "ridge", "--penalty", 12.5).get("penalty").asDouble());
        assertEquals(3, probe("--encoder", "pixels", "--probe", "knn", "--neighbours", 3).get("neighbours").asInt());
        assertEquals(20, probe("--encoder", "random", "--net", "4,8M:patches=16/8", "--probe", "knn").get("neighbours").asInt());
        assertEquals(20, probe("--encoder", "random", "--net", "4,8M", "--probe", "knn").get("neighbours").asInt());
        JsonNode linear = probe("--encoder", encoder);
        assertEquals("linear", linear.get("probe").asText());
        assertEquals(linear, probe("--encoder", encoder, "--probe", "linear", "--epochs", 20));
        JsonNode paper = probe("--encoder", encoder, "--probe", "paper", "--epochs", 2);
        assertEquals(384, paper.get("dimension").asInt());
        assertEquals(paper, probe("--encoder", encoder, "--probe", "paper", "--epochs", 2));
        assertNotEquals(paper.get("train_loss"), probe("--encoder", encoder, "--epochs", 2).get("train_loss"));
    }

    @Test
    void judgesAnyBlocks() throws IOException {
        assertEquals(128, probe("--encoder", encoder, "--blocks", "2").get("dimension").asInt());
        assertEquals(256, probe("--encoder", encoder, "--probe", "paper", "--epochs", 1, "--blocks", "1").get("dimension").asInt());
        JsonNode each = probe("--encoder", encoder, "--probe", "ridge", "--blocks", "2,1", "--per-block");
        assertEquals(384, each.get("dimension").asInt());
        assertEquals(2, each.get("blocks").size());
        for (JsonNode row : each.get("blocks")) {
            JsonNode alone = probe("--encoder", encoder, "--probe", "ridge", "--blocks", row.get("block").asInt());
            assertEquals(alone.get("accuracy"), row.get("accuracy"));
            assertEquals(alone.get("dimension"), row.get("dimension"));
        }
        assertEquals(2, each.get("blocks").get(0).get("block").asInt());
    }

    @Test
    void theTableOfBlocksHasARowForEachAndOneForAll() {
        Command command = Command.run("probe", "--encoder", encoder, "--probe", "knn", "--per-block", "--train", "shapes:30:2", "--test", "shapes:20:3")
                .requireSuccess();
        List<String> lines = command.out().lines().toList();
        assertEquals("  block  features  accuracy", lines.get(0));
        assertTrue(lines.get(1).matches(" {6}1 {7}256 +\\d+\\.\\d %"), lines.get(1));
        assertTrue(lines.get(2).matches(" {6}2 {7}128 +\\d+\\.\\d %"), lines.get(2));
        assertTrue(lines.get(3).matches(" {4}all {7}384 +\\d+\\.\\d %"), lines.get(3));
    }

    /** The data of these do not exist: nothing was read before the refusal. */
    @Test
    void combinationsThatMakeNoSenseAreRefusedFirst() {
        refuseFirst("--neighbours", "--encoder", "random", "--probe", "ridge", "--neighbours", 5);
        refuseFirst("--penalty", "--encoder", "random", "--penalty", 5);
        refuseFirst("--epochs", "--encoder", "random", "--probe", "knn", "--epochs", 5);
        refuseFirst("--per-block", "--encoder", "pixels", "--per-block");
        refuseFirst("--blocks", "--encoder", "pixels", "--blocks", 1);
        refuseFirst("paper", "--encoder", "pixels", "--probe", "paper");
        refuseFirst("--per-block", "--encoder", "random", "--probe", "paper", "--per-block");
        refuseFirst("svm", "--encoder", "random", "--probe", "svm");
        refuseFirst("0 neighbours", "--encoder", "random", "--probe", "knn", "--neighbours", 0);
        refuseFirst("penalty -1", "--encoder", "random", "--probe", "ridge", "--penalty", -1);
        refuseFirst("0 epochs", "--encoder", "random", "--probe", "paper", "--epochs", 0);
    }

    private static void refuseFirst(String word, Object... options) {
        Object[] arguments = new Object[options.length + 5];
        System.arraycopy(new Object[] {"probe", "--train", "idx:no/images,no/labels", "--test", "idx:no/images,no/labels"}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        Command.run(arguments).requireRefusal(word);
    }

    @Test
    void blocksThatAreNotThereAreRefused() {
        String[] data = {"--train", "shapes:10", "--test", "shapes:10", "--blocks", "3"};
        refuse(data, encoder, "1 to 2");
        data[5] = "9";
        refuse(data, "random", "1 to 6");
        data[5] = "0";
        refuse(data, encoder, "block 0");
        data[5] = "1,1";
        refuse(data, encoder, "at most once");
        data[5] = "x";
        refuse(data, encoder, "x");
    }

    @Test
    void badInputIsRefused() throws IOException {
        Path json = folder.resolve("probe.json");
        String grey = TinyRun.idx(folder, 4);
        String[] data = {"--train", "shapes:10", "--test", "shapes:10", "--json", json.toString()};
        refuse(data, folder.resolve("none.onnx"), "none.onnx");
        refuse(data, Files.writeString(folder.resolve("text.onnx"), "no graph"), "text.onnx");
        refuse(data, folder, folder.toString());
        refuse(new String[] {"--train", grey, "--test", grey}, encoder, "1x8x8");
        refuse(new String[] {"--train", "shapes:10", "--test", grey}, "pixels", "1x8x8");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--image-size", "16"}, encoder, "--image-size 16");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--image-size", "-1"}, "random", "--image-size -1");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--image-size", "40", "--crop", "plain"}, "random", "at least 3x40x40");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--epochs", "0"}, "pixels", "epoch");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--threads", "-1"}, encoder, "threads");
        refuse(new String[] {"--train", "shapes:10", "--test", "nothing:10"}, encoder, "nothing:10");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--net", "vgg9"}, "random", "vgg9");
        refuse(new String[] {"--train", "shapes:10", "--test", "shapes:10", "--json", encoder + "/x.json"}, "pixels", "x.json");
        assertFalse(Files.exists(json));
    }

    private static void refuse(String[] options, Object encoder, String word) {
        Object[] arguments = new Object[options.length + 3];
        System.arraycopy(new Object[] {"probe", "--encoder", encoder}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        Command.run(arguments).requireRefusal(word);
    }

    @Test
    void thePapersProbeMayEnlargeTestImages() {
        Object[] probe = {"probe", "--encoder", "random", "--net", "4,8M", "--train", "shapes:20:2", "--test", "shapes:20:3", "--probe", "paper", "--epochs", 1};
        Command.run(with(probe, "--test-resize", 35)).requireSuccess();
        Command.run(with(probe, "--test-resize", 31)).requireRefusal("resized to 31", "at least their side");
        Command.run("probe", "--encoder", "random", "--train", "shapes:20:2", "--test", "shapes:20:3", "--test-resize", 35).requireRefusal("--test-resize", "--probe paper");
    }

    private static Object[] with(Object[] first, Object... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }
}
