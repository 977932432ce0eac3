package io.localssl.cli;

import io.localssl.data.DataSpec;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.image.CentreCrops;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbedCommandTest {
    /** More than one chunk of the command. */
    private static final String DATA = "shapes:300:4";

    @TempDir
    private static Path shared;
    private static Path encoder;
    private static List<Example<Label>> images;
    private static float[][] expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void pretrain() {
        encoder = TinyRun.pretrain(shared.resolve("run")).encoder();
        images = new ArrayList<>();
        DataSpec.parse(DATA).open(new LabelFactory()).forEach(images::add);
        try (OnnxImageEncoder open = new OnnxImageEncoder(encoder)) {
            expected = open.encode(images);
        }
    }

    @Test
    void writesATable() throws IOException {
        Path file = folder.resolve("features.csv");
        Command.run("embed", "--encoder", encoder, "--data", DATA, "--threads", 1, "--out", file).requireSuccess();
        List<String> lines = Files.readAllLines(file);
        assertEquals(301, lines.size());
        assertTrue(lines.get(0).startsWith("label,f0,f1,"));
        for (int i = 0; i < 300; i++) {
            String[] cells = lines.get(i + 1).split(",");
            assertEquals(images.get(i).getOutput().getLabel(), cells[0]);
            assertEquals(expected[i].length, cells.length - 1);
            for (int j = 0; j < expected[i].length; j++) {
                assertEquals(expected[i][j], Float.parseFloat(cells[j + 1]));
            }
        }
    }

    @Test
    void writesANumpyArray() throws IOException {
        Path file = folder.resolve("features.npy");
        Command.run("embed", "--encoder", encoder, "--data", DATA, "--threads", 1, "--out", file).requireSuccess();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertArrayEquals(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, magic);
        byte[] header = new byte[bytes.getShort()];
        bytes.get(header);
        assertEquals(0, bytes.position() % 64);
        assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (300, " + expected[0].length + "), }",
                new String(header, StandardCharsets.US_ASCII).strip());
        assertEquals(300L * expected[0].length * 4, bytes.remaining());
        for (float[] row : expected) {
            for (float value : row) {
                assertEquals(value, bytes.getFloat());
            }
        }
    }

    @Test
    void readsAnotherOutput() throws IOException {
        Path file = folder.resolve("top.csv");
        Command.run("embed", "--encoder", encoder, "--output", "top", "--data", "shapes:2", "--out", file).requireSuccess();
        assertTrue(Files.readAllLines(file).get(0).split(",").length - 1 < expected[0].length);
        Command.run("embed", "--encoder", encoder, "--output", "bottom", "--data", "shapes:2", "--out", file).requireRefusal("bottom", "embedding");
    }

    /** Images of 32x32 for an encoder of 16x16 that was trained on plain crops. */
    @Test
    void readsTheMiddleOfLargerImages() throws IOException {
        Path run = folder.resolve("run");
        Command.run("pretrain", "--data", "shapes:24", "--net", TinyRun.NET, "--crop", "plain", "--image-size", 16, "--epochs", 1, "--batch", 8, "--out", run, "--quiet").requireSuccess();
        Path small = run.resolve("encoder.onnx");
        Path file = folder.resolve("middle.csv");
        Command resized = Command.run("embed", "--encoder", small, "--data", "shapes:3:4", "--out", file).requireSuccess();
        assertEquals("images: 3x32x32, resized to 3x16x16", resized.err().strip());
        Command.run("embed", "--encoder", small, "--data", "shapes:3:4", "--crop", "plain", "--out", file).requireSuccess();
        List<Example<Label>> middles = new ArrayList<>();
        new CentreCrops<>(DataSpec.parse("shapes:3:4").open(new LabelFactory()), new ImageShape(3, 16, 16)).forEach(middles::add);
        try (OnnxImageEncoder open = new OnnxImageEncoder(small)) {
            float[][] rows = open.encode(middles);
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < rows.length; i++) {
                String[] cells = lines.get(i + 1).split(",");
                for (int j = 0; j < rows[i].length; j++) {
                    assertEquals(rows[i][j], Float.parseFloat(cells[j + 1]), 1e-6);
                }
            }
        }
    }

    @Test
    void labelsWithCommasAreQuoted() throws IOException {
        Path file = folder.resolve("quoted.csv");
        try (CsvWriter writer = new CsvWriter(file, 1)) {
            writer.add("a,\"b\"", new float[] {1.5f});
            writer.add(Label.UNKNOWN, new float[] {-2});
        }
        assertEquals("label,f0\n\"a,\"\"b\"\"\",1.5\n,-2.0\n", Files.readString(file));
    }

    @Test
    void badInputLeavesNothing() throws IOException {
        Path out = folder.resolve("out").resolve("features.csv");
        String grey = TinyRun.idx(folder, 4);
        Command.run("embed", "--encoder", encoder, "--data", grey, "--out", out).requireRefusal("1x8x8", "3x32x32");
        Command.run("embed", "--encoder", folder.resolve("none.onnx"), "--data", DATA, "--out", out).requireRefusal("none.onnx");
        Command.run("embed", "--encoder", encoder, "--data", "shapes", "--out", out).requireRefusal("shapes");
        TinyRun.requireEmpty(out.getParent());
        Command.run("embed", "--encoder", encoder, "--data", DATA, "--out", folder).requireRefusal("folder");
    }
}
