package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

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

    @Test
    void separableImagesAreToldApart() throws IOException {
        String spec = TinyRun.idx(folder, 40);
        Command command = Command.run("probe", "--encoder", "pixels", "--train", spec, "--test", spec).requireSuccess();
        assertTrue(command.out().startsWith("100.0 % of 40"), command.out());
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
        refuse(new String[] {"--train", "shapes:10", "--test", grey}, "pixels", "features");
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
}
