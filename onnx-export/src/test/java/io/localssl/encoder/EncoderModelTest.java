package io.localssl.encoder;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.Any;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.OnnxModels;
import io.localssl.onnx.PixelType;
import io.localssl.protos.EncoderModelProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;
import org.tribuo.interop.onnx.ImageTransformer;
import org.tribuo.interop.onnx.ONNXExternalModel;
import org.tribuo.interop.onnx.OutputTransformer;
import org.tribuo.interop.onnx.protos.OutputTransformerProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.protos.core.VariableInfoProto;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncoderModelTest {
    @TempDir
    private Path folder;

    private final List<Example<Embedding>> images = Images.random(TinyImages.SHAPE, 70, 2);
    private EncoderModel model;

    @BeforeEach
    void train() {
        model = new FakePretrainer(TinyImages.SHAPE, 1).train(new MutableDataset<>(new TinyImages<>(new EmbeddingFactory(), 12, 3)));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void predictsEmbeddingsOneByOneAndInBatches() {
        float[][] rows = model.encode(images);
        List<Prediction<Embedding>> predictions = model.predict(images);
        for (int i = 0; i < rows.length; i++) {
            assertArrayEquals(rows[i], predictions.get(i).getOutput().getValues());
            assertEquals(images.get(i), predictions.get(i).getExample());
        }
        Prediction<Embedding> single = model.predict(images.get(5));
        assertArrayEquals(rows[5], single.getOutput().getValues());
        assertEquals(TinyImages.SHAPE.size(), single.getNumActiveFeatures());
        assertEquals(70, predictions.size());
        assertTrue(model.validate(Embedding.class));
        assertEquals(Map.of(), model.getTopFeatures(3));
        assertEquals(Optional.empty(), model.getExcuse(images.get(0)));
    }

    @Test
    void theFeaturesAreThePixelsWhateverTheDataWere() {
        List<Example<Embedding>> corner = new ArrayList<>();
        corner.add(new ArrayExample<>(Embedding.UNLABELLED, new String[] {"007", "100"}, new double[] {9, 200}));
        MutableDataset<Embedding> data = new MutableDataset<>(corner, new TinyImages<>(new EmbeddingFactory(), 1, 1).getProvenance(), new EmbeddingFactory());
        try (EncoderModel sparse = new FakePretrainer(TinyImages.SHAPE, 1).train(data)) {
            assertEquals(2, data.getFeatureMap().size());
            assertEquals(TinyImages.SHAPE.size(), sparse.getFeatureIDMap().size());
            for (int i = 0; i < TinyImages.SHAPE.size(); i++) {
                assertEquals(i, sparse.getFeatureIDMap().getID(TinyImages.SHAPE.featureName(i)));
            }
            assertEquals(model.getFeatureIDMap().size(), sparse.getFeatureIDMap().size());
        }
    }

    @Test
    void knowsHowItWasTrained() {
        ModelProvenance provenance = model.getTrainingProvenance().orElseThrow();
        assertEquals(model.getProvenance(), provenance);
        try (EncoderSession session = EncoderSession.open(model.getOnnx())) {
            assertEquals(provenance, session.getTrainingProvenance().orElseThrow());
        }
        assertEquals(FakePretrainer.class.getName(), provenance.getTrainerProvenance().getClassName());
    }

    @Test
    void comesBackFromItsProtobuf() throws IOException {
        Path path = folder.resolve("model.tribuo");
        model.serializeToFile(path);
        try (EncoderModel loaded = EncoderModel.load(path); EncoderModel generic = (EncoderModel) Model.deserializeFromFile(path)) {
            for (EncoderModel read : List.of(loaded, generic)) {
                assertArrayEquals(model.encode(images), read.encode(images));
                assertEquals(model.getProvenance(), read.getProvenance());
                assertEquals(model.getName(), read.getName());
                assertEquals(model.getSha256(), read.getSha256());
                assertEquals(model.getFeatureIDMap().size(), read.getFeatureIDMap().size());
                assertEquals(model.serialize(), read.serialize());
            }
        }
    }

    @Test
    void itsProtobufIsThatOfTheWholeMessage() throws IOException {
        ModelProto proto = model.serialize();
        EncoderModelProto parts = proto.getSerializedData().unpack(EncoderModelProto.class);
        assertEquals(model.getOnnx(), parts.getOnnx());
        assertEquals(Any.pack(parts), proto.getSerializedData());
        FeatureDomainProto expected = model.getFeatureIDMap().serialize();
        FeatureDomainProto domain = ModelDataProto.parseFrom(parts.getMetadata()).getFeatureDomain();
        assertEquals(expected.toBuilder().clearSerializedData().build(), domain.toBuilder().clearSerializedData().build());
        assertEquals(pixels(expected), pixels(domain));
    }

    /** In any order: Tribuo's is that of a hash table. */
    private static Set<VariableInfoProto> pixels(FeatureDomainProto domain) throws IOException {
        List<VariableInfoProto> pixels = domain.getSerializedData().unpack(ImmutableFeatureMapProto.class).getInfoList();
        assertEquals(TinyImages.SHAPE.size(), pixels.size());
        return Set.copyOf(pixels);
    }

    @Test
    void whatAGraphDeclaresIsWhatItsSessionFinds() {
        OnnxMl.ModelProto graph = EncoderGraph.parse(model.getOnnx());
        try (EncoderSession session = EncoderSession.open(model.getOnnx())) {
            assertEquals(Optional.of(EncoderDescription.of(session)), EncoderDescription.declared(graph));
            assertEquals(session.getSha256(), model.getSha256());
        }
        OnnxMl.ModelProto.Builder silent = graph.toBuilder();
        silent.getGraphBuilder().getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        assertEquals(Optional.empty(), EncoderDescription.declared(silent.build()));
        try (EncoderModel asked = EncoderModel.create("x", model.getProvenance(), TinyImages.SHAPE, silent.build())) {
            assertEquals(model.getDimension(), asked.getDimension());
        }
    }

    @Test
    void aGraphThatIsNotWhatItDeclaresIsRefusedWhenItRuns() {
        OnnxMl.ModelProto.Builder wrong = EncoderGraph.parse(model.getOnnx()).toBuilder();
        wrong.getGraphBuilder().getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(1).setDimValue(5);
        try (EncoderModel lying = EncoderModel.create("x", model.getProvenance(), TinyImages.SHAPE, wrong.build())) {
            assertEquals(5, lying.getDimension());
            assertThrows(EncoderFormatException.class, () -> lying.predict(images));
        }
    }

    @Test
    void runsAsItIsTold() {
        OnnxMl.ModelProto graph = OnnxModels.oneImageAtATime();
        try (EncoderModel pixels = EncoderModel.create("pixels", model.getProvenance(), TinyImages.SHAPE, graph)) {
            assertThrows(EncoderFormatException.class, () -> pixels.predict(images));
            try (EncoderModel oneByOne = pixels.withOptions(SessionOptions.of(Preset.LATENCY).withBatchSize(1).withOutputName("ignored"))) {
                pixels.close();
                assertEquals(pixels.getName(), oneByOne.getName());
                assertEquals(pixels.getProvenance(), oneByOne.getProvenance());
                assertEquals(pixels.getSha256(), oneByOne.getSha256());
                assertEquals(images.size(), oneByOne.predict(images).size());
            }
        }
    }

    @Test
    void aCopyLivesOnItsOwn() {
        float[][] expected = model.encode(images);
        try (EncoderModel copy = (EncoderModel) model.copy()) {
            model.close();
            assertArrayEquals(expected, copy.encode(images));
            assertEquals(model.getProvenance(), copy.getProvenance());
            assertEquals(EncoderMetadata.read(EncoderGraph.parse(model.getOnnx())), EncoderMetadata.read(EncoderGraph.parse(copy.getOnnx())));
        }
    }

    @Test
    void exportsWithDomainVersionAndMetadata() {
        OnnxMl.ModelProto exported = model.exportONNXModel("org.example", 7);
        assertEquals("org.example", exported.getDomain());
        assertEquals(7, exported.getModelVersion());
        assertEquals("Tribuo", exported.getProducerName());
        assertEquals(EncoderGraph.parse(model.getOnnx()).getGraph(), exported.getGraph());
        Map<String, String> metadata = EncoderMetadata.read(exported);
        assertEquals("fake", metadata.get(EncoderMetadata.RULE));
        assertEquals("3x8x8", metadata.get(EncoderMetadata.IMAGE_SHAPE));
    }

    @Test
    void exportsForBytesToo() {
        OnnxMl.ModelProto bytes = model.exportONNXModel(PixelType.UINT8, "org.example", 7);
        assertEquals(OnnxMl.TensorProto.DataType.UINT8.getNumber(), bytes.getGraph().getInput(0).getType().getTensorType().getElemType());
        try (EncoderSession session = EncoderSession.open(bytes.toByteString())) {
            assertArrayEquals(model.encode(images), session.encode(images));
            assertEquals(model.getProvenance(), session.getTrainingProvenance().orElseThrow());
        }
    }

    @Test
    void savesTheOnnxFileWholeOrNotAtAll() throws IOException {
        Path path = folder.resolve("encoder.onnx");
        model.saveONNXModel("org.example", 7, path);
        assertArrayEquals(model.exportONNXModel("org.example", 7).toByteArray(), Files.readAllBytes(path));
        assertThrows(IOException.class, () -> model.saveONNXModel("org.example", 7, folder.resolve("none").resolve("encoder.onnx")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void loadsAsAnExternalModelOfTribuos() throws IOException, OrtException {
        Path path = folder.resolve("encoder.onnx");
        model.saveONNXModel("org.example", 7, path);
        Map<String, Integer> pixels = new HashMap<>();
        for (int i = 0; i < TinyImages.SHAPE.size(); i++) {
            pixels.put(TinyImages.SHAPE.featureName(i), i);
        }
        Map<Embedding, Integer> outputs = Map.of(new Embedding(new float[model.getDimension()]), 0);
        try (ONNXExternalModel<Embedding> external = ONNXExternalModel.createOnnxModel(new EmbeddingFactory(), pixels, outputs,
                new ImageTransformer(3, 8, 8), new FirstOutput(), new OrtSession.SessionOptions(), path, "pixels")) {
            assertEquals(model.getProvenance(), external.getTribuoProvenance().orElseThrow());
            List<Prediction<Embedding>> expected = model.predict(images);
            List<Prediction<Embedding>> actual = external.predict(images);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i).getOutput().getValues(), actual.get(i).getOutput().getValues(), 1e-6f);
            }
        }
        assertEquals(model.getDimension(), model.encode(images.get(0)).length); // the other model took nothing of ours with it
    }

    /** Tribuo's own transformers of dense outputs take one output only; this one takes the first, the embedding. */
    private static final class FirstOutput implements OutputTransformer<Embedding> {
        private static final long serialVersionUID = 1L;

        @Override
        public Prediction<Embedding> transformToPrediction(List<OnnxValue> values, ImmutableOutputInfo<Embedding> info, int used, Example<Embedding> example) {
            return transformToBatchPrediction(values, info, new int[] {used}, List.of(example)).get(0);
        }

        @Override
        public Embedding transformToOutput(List<OnnxValue> values, ImmutableOutputInfo<Embedding> info) {
            return transformToBatchOutput(values, info).get(0);
        }

        @Override
        public List<Prediction<Embedding>> transformToBatchPrediction(List<OnnxValue> values, ImmutableOutputInfo<Embedding> info, int[] used,
                                                                      List<Example<Embedding>> examples) {
            List<Embedding> outputs = transformToBatchOutput(values, info);
            List<Prediction<Embedding>> predictions = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                predictions.add(new Prediction<>(outputs.get(i), used[i], examples.get(i)));
            }
            return predictions;
        }

        @Override
        public List<Embedding> transformToBatchOutput(List<OnnxValue> values, ImmutableOutputInfo<Embedding> info) {
            assertEquals(2, values.size(), "embedding and top");
            try {
                return Stream.of((float[][]) ((OnnxTensor) values.get(0)).getValue()).map(Embedding::new).toList();
            } catch (OrtException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean generatesProbabilities() {
            return false;
        }

        @Override
        public OutputTransformerProto serialize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ConfiguredObjectProvenance getProvenance() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void refusesAGraphOfAnotherShape() {
        OnnxMl.ModelProto graph = EncoderGraph.write(ConvEncoders.small(new ImageShape(1, 9, 9), 1), PixelType.FLOAT, Map.of());
        assertEquals("found a graph that takes 1x9x9 images, expected 3x8x8", assertThrows(EncoderFormatException.class,
                () -> EncoderModel.create("x", model.getProvenance(), TinyImages.SHAPE, graph)).getMessage());
    }

    @Test
    void refusesWrongImagesAndWorkAfterTheEnd() {
        Example<Embedding> wrong = Images.random(new ImageShape(1, 8, 8), 1, 1).get(0);
        assertThrows(ImageShapeException.class, () -> model.predict(wrong));
        assertThrows(ImageShapeException.class, () -> model.predict(List.of(images.get(0), wrong)));
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.predict(images.get(0)));
        assertThrows(IllegalStateException.class, () -> model.predict(images));
    }

    @Test
    void otherSeedsAndInvocationsGiveOtherEncoders() { // else the replay tests would prove nothing
        MutableDataset<Embedding> data = new MutableDataset<>(new TinyImages<>(new EmbeddingFactory(), 12, 3));
        FakePretrainer trainer = new FakePretrainer(TinyImages.SHAPE, 1);
        try (EncoderModel first = trainer.train(data); EncoderModel second = trainer.train(data)) {
            assertArrayEquals(model.encode(images), first.encode(images));
            assertNotEquals(first.encode(images.get(0))[0], second.encode(images.get(0))[0]);
        }
    }
}
