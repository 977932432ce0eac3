package io.localssl.pipeline;

import com.google.protobuf.Any;
import io.localssl.LocalSSLException;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.Preset;
import io.localssl.encoder.SessionOptions;
import io.localssl.file.WholeFile;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.OnnxModels;
import io.localssl.protos.EncodedModelProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.regression.Regressor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncodedModelTest {
    @TempDir
    private Path folder;

    private final MutableDataset<Label> test = EncoderFile.images(new LabelFactory(), 20, 6);
    private OnnxImageEncoder encoder;
    private EncodedModel<Label> model;
    private Path path;

    @BeforeEach
    void train() throws IOException {
        Path onnx = folder.resolve("encoder.onnx");
        EncoderFile.write(onnx);
        encoder = OnnxImageEncoder.builder(onnx).outputName("top").build();
        model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(EncoderFile.images(new LabelFactory(), 90, 5));
        path = folder.resolve("model.tribuo");
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    private static void assertSamePredictions(List<Prediction<Label>> expected, List<Prediction<Label>> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(expected.get(i).distributionEquals(actual.get(i)), expected.get(i) + " " + actual.get(i));
        }
    }

    @Test
    void comesBackFromItsProtobufWithoutAnyOtherFile() throws IOException {
        List<Prediction<Label>> expected = model.predict(test);
        model.serializeToFile(path);
        encoder.close();
        Files.delete(folder.resolve("encoder.onnx"));
        EncodedModel<Label> loaded = EncodedModel.load(path, Label.class);
        assertSamePredictions(expected, loaded.predict(test));
        assertEquals(model.getProvenance(), loaded.getProvenance());
        assertEquals(model.getEncoderSha256(), loaded.getEncoderSha256());
        assertEquals(model.getEncoderProvenance(), loaded.getEncoderProvenance());
        assertEquals("top", loaded.getEncoder().getOutputName());
        assertEquals(model.serialize(), loaded.serialize());
        Model<Label> generic = Model.deserializeFromFile(path).castModel(Label.class);
        assertSamePredictions(expected, generic.predict(test));
        ((EncodedModel<Label>) generic).close();
        loaded.close();
        assertThrows(IllegalStateException.class, () -> loaded.predict(test));
    }

    @Test
    void aCopyOwnsItsEncoder() {
        List<Prediction<Label>> expected = model.predict(test);
        EncodedModel<Label> copy = (EncodedModel<Label>) model.copy();
        encoder.close();
        assertSamePredictions(expected, copy.predict(test));
        assertEquals(model.getProvenance(), copy.getProvenance());
        copy.close();
        assertThrows(IllegalStateException.class, () -> copy.predict(test));
    }

    @Test
    void itsEncoderRunsAsItIsTold() throws IOException {
        Path onnx = folder.resolve("pixels.onnx");
        WholeFile.write(OnnxModels.oneImageAtATime(), onnx);
        try (OnnxImageEncoder oneByOne = OnnxImageEncoder.builder(onnx).batchSize(1).build()) {
            EncodedModel<Label> trained = new EncodingTrainer<>(new LogisticRegressionTrainer(), oneByOne).train(test);
            trained.serializeToFile(path);
            List<Prediction<Label>> expected = trained.predict(test);
            try (EncodedModel<Label> loaded = EncodedModel.load(path, Label.class);
                 EncodedModel<Label> told = loaded.withOptions(SessionOptions.of(Preset.LATENCY).withBatchSize(1).withOutputName("ignored"))) {
                assertThrows(EncoderFormatException.class, () -> loaded.predict(test));
                loaded.close();
                assertSamePredictions(expected, told.predict(test));
                assertEquals(loaded.getProvenance(), told.getProvenance());
                assertEquals(loaded.serialize(), told.serialize());
                told.close();
                assertThrows(IllegalStateException.class, () -> told.predict(test));
            }
        }
    }

    @Test
    void explainsWhatTheInnerModelExplains() {
        assertEquals(model.getInnerModel().getTopFeatures(3), model.getTopFeatures(3));
        assertTrue(model.getExcuse(test.getExample(0)).isPresent());
    }

    @Test
    void refusesAModelOfOtherOutputsOrOfAnotherKind() throws IOException {
        model.serializeToFile(path);
        assertEquals(path + ": found a model of other outputs, expected Regressor",
                assertThrows(EncoderFormatException.class, () -> EncodedModel.load(path, Regressor.class)).getMessage());
        assertEquals(path + ": found a EncodedModel, expected a saved EncoderModel",
                assertThrows(EncoderFormatException.class, () -> EncoderModel.load(path)).getMessage());
        model.getInnerModel().serializeToFile(path);
        assertThrows(EncoderFormatException.class, () -> EncodedModel.load(path, Label.class));
    }

    @Test
    void refusesDamagedFilesInOneLine() throws IOException {
        model.serializeToFile(path);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length += whole.length / 30) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertOneLine(assertThrows(EncoderFormatException.class, () -> EncodedModel.load(path, Label.class)));
        }
        SplittableRandom random = new SplittableRandom(4);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(path, changed);
            try (EncodedModel<Label> loaded = EncodedModel.load(path, Label.class)) {
                loaded.getEncoder().getDimension();
            } catch (LocalSSLException e) {
                assertOneLine(e);
                refused++;
            }
        }
        assertTrue(refused > 10, "only " + refused + " of 100 changes were noticed");
    }

    @Test
    void refusesAHeadThatWasTrainedWithAnotherEncoder() throws Exception {
        EncodingTrainer<Label> onAll = new EncodingTrainer<>(new LogisticRegressionTrainer(), new OnnxImageEncoder(folder.resolve("encoder.onnx")));
        ModelProto whole = onAll.train(test).serialize();
        EncodedModelProto proto = whole.getSerializedData().unpack(EncodedModelProto.class);
        ModelProto swapped = whole.toBuilder().setSerializedData(Any.pack(proto.toBuilder().setOutput("top").build())).build();
        Files.write(path, swapped.toByteArray());
        String message = assertThrows(EncoderFormatException.class, () -> EncodedModel.load(path, Label.class)).getMessage();
        assertTrue(message.contains("found a LinearSGDModel of 60 features on top of the encoder, expected at most its 20;"), message);
    }

    private static void assertOneLine(LocalSSLException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
