package io.localssl.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.localssl.data.DataSpec;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.pipeline.EncodedModel;
import io.localssl.pipeline.EncodingTrainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExportCommandTest {
    private static final int UINT8 = 2;

    @TempDir
    private static Path shared;
    private static RunFolder run;
    private static Path head;
    private static MutableDataset<Label> images;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainBoth() throws IOException {
        run = TinyRun.pretrain(shared.resolve("run"));
        images = new MutableDataset<>(DataSpec.parse("shapes:30:2").open(new LabelFactory()));
        head = shared.resolve("head.tribuo");
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(run.encoder())) {
            new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(images).serializeToFile(head);
        }
    }

    @Test
    void writesTheEncoderAsItIs() throws IOException {
        Path file = folder.resolve("encoder.onnx");
        Command.run("export", "--model", run.folder(), "--out", file).requireSuccess();
        assertArrayEquals(Files.readAllBytes(run.encoder()), Files.readAllBytes(file));
        Command.run("export", "--model", run.model(), "--out", file).requireSuccess();
        assertArrayEquals(Files.readAllBytes(run.encoder()), Files.readAllBytes(file));
    }

    @Test
    void writesAnEncoderOfBytes() throws IOException {
        Path file = folder.resolve("bytes.onnx");
        Command.run("export", "--model", run.folder(), "--input", "uint8", "--out", file).requireSuccess();
        assertEquals(UINT8, inputType(file));
        try (OnnxImageEncoder bytes = new OnnxImageEncoder(file); OnnxImageEncoder floats = new OnnxImageEncoder(run.encoder())) {
            assertArrayEquals(floats.encode(images.getExample(0)), bytes.encode(images.getExample(0)));
        }
    }

    @Test
    void writesEncoderAndHeadAsOneFile() throws IOException {
        Path file = folder.resolve("classifier.onnx");
        Command.run("export", "--model", run.folder(), "--with-head", head, "--input", "uint8", "--out", file).requireSuccess();
        assertEquals(UINT8, inputType(file));
        try (EncodedModel<Label> model = EncodedModel.load(head, Label.class); OnnxImageEncoder fused = new OnnxImageEncoder(file)) {
            for (Example<Label> image : images) {
                float[] scores = fused.encode(image);
                assertEquals(10, scores.length);
                float best = scores[model.getOutputIDInfo().getID(model.predict(image).getOutput())];
                assertTrue(best >= max(scores) - 1e-5, "the predicted class has the highest score");
            }
        }
    }

    private static float max(float[] values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static int inputType(Path file) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInput(0).getType().getTensorType().getElemType();
    }

    @Test
    void badInputLeavesNothing() throws IOException {
        Path out = folder.resolve("out").resolve("x.onnx");
        Command.run("export", "--model", folder, "--out", out).requireRefusal("model.tribuo");
        Command.run("export", "--model", folder.resolve("none"), "--out", out).requireRefusal("none");
        Command.run("export", "--model", head, "--out", out).requireRefusal("EncodedModel", "EncoderModel");
        Command.run("export", "--model", run.folder(), "--with-head", run.model(), "--out", out).requireRefusal("EncodedModel");
        Command.run("export", "--model", run.folder(), "--with-head", folder.resolve("none"), "--out", out).requireRefusal("none");
        byte[] whole = Files.readAllBytes(run.model());
        Path half = Files.write(folder.resolve("half.tribuo"), Arrays.copyOf(whole, whole.length / 2));
        Command.run("export", "--model", half, "--out", out).requireRefusal("half.tribuo");
        Path text = Files.writeString(folder.resolve("text.tribuo"), "text");
        Command.run("export", "--model", text, "--out", out).requireRefusal("text.tribuo");
        TinyRun.requireEmpty(out.getParent());
    }

    @Test
    void aHeadOfAnotherEncoderIsRefused() {
        RunFolder other = TinyRun.pretrain(folder.resolve("other"));
        Command.run("export", "--model", other.folder(), "--with-head", head, "--out", folder.resolve("x.onnx")).requireRefusal("head.tribuo");
    }
}
