package io.localssl.pipeline;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.LocalSSLException;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.FakePretrainer;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import io.localssl.file.WholeFile;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.OnnxModels;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.kmeans.KMeansTrainer;
import org.tribuo.hash.HashCodeHasher;
import org.tribuo.hash.HashingTrainer;
import org.tribuo.interop.onnx.ImageTransformer;
import org.tribuo.interop.onnx.LabelTransformer;
import org.tribuo.interop.onnx.ONNXExternalModel;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.util.onnx.ONNXContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One file from pixels to scores says what the Tribuo model says. */
class FusedGraphTest {
    @TempDir
    private Path folder;

    private final MutableDataset<Label> train = EncoderFile.images(new LabelFactory(), 90, 5);
    private final MutableDataset<Label> test = EncoderFile.images(new LabelFactory(), 30, 6);
    private Path encoderPath;

    @BeforeEach
    void save() throws IOException {
        encoderPath = folder.resolve("encoder.onnx");
        EncoderFile.write(encoderPath);
    }

    private EncodedModel<Label> train(String output, Trainer<Label> head) {
        return new EncodingTrainer<>(head, OnnxImageEncoder.builder(encoderPath).outputName(output).build()).train(train);
    }

    /** Runs the exported file as an "encoder" whose embedding is the scores. */
    private void assertSameScores(EncodedModel<Label> model, OnnxMl.ModelProto fused) {
        try (EncoderSession session = EncoderSession.open(fused.toByteString())) {
            assertEquals("output", session.getOutputName());
            assertEquals(3, session.getDimension());
            float[][] rows = session.encode(test.getData());
            List<Prediction<Label>> predictions = model.predict(test);
            double spread = 0;
            for (int i = 0; i < rows.length; i++) {
                for (Map.Entry<String, Label> score : predictions.get(i).getOutputScores().entrySet()) {
                    int column = model.getOutputIDInfo().getID(new Label(score.getKey()));
                    assertEquals(score.getValue().getScore(), rows[i][column], 1e-5);
                    spread = Math.max(spread, Math.abs(rows[i][column] - rows[0][column]));
                }
            }
            assertTrue(spread > 0.1, "the scores must differ from image to image");
        }
    }

    @Test
    void matchesThePredictions() {
        for (String output : List.of("embedding", "top")) {
            EncodedModel<Label> model = train(output, new LogisticRegressionTrainer());
            OnnxMl.ModelProto fused = model.exportONNXModel("org.example", 3);
            assertSameScores(model, fused);
            assertEquals("org.example", fused.getDomain());
            assertEquals(3, fused.getModelVersion());
            OnnxMl.ValueInfoProto.Builder input = fused.getGraph().getInput(0).toBuilder();
            input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimParam("N"); // the name of the dimension is free
            assertEquals(OnnxModels.value("pixels", DataType.FLOAT, -1, 3, 8, 8), input.build());
            assertEquals(1, fused.getGraph().getInputCount());
            assertEquals(1, fused.getGraph().getOutputCount());
            assertEquals(13, fused.getOpsetImport(0).getVersion());
            assertEquals("3x8x8", EncoderMetadata.read(fused).get(EncoderMetadata.IMAGE_SHAPE));
        }
    }

    @Test
    void namesTheColumns() {
        EncodedModel<Label> model = train("top", new LogisticRegressionTrainer());
        String[] names = EncoderMetadata.read(model.exportONNXModel("d", 1)).get(EncoderMetadata.HEAD_OUTPUTS).split("\n");
        assertEquals(3, names.length);
        for (int i = 0; i < 3; i++) {
            assertEquals(i, model.getOutputIDInfo().getID(new Label(names[i])));
        }
    }

    @Test
    void takesBytesIfTheEncoderDoes() throws IOException {
        try (EncoderModel encoder = new FakePretrainer(TinyImages.SHAPE, 1).train(new UnlabelledDataset(train))) {
            WholeFile.write(encoder.exportONNXModel(PixelType.UINT8, "d", 1), encoderPath);
        }
        EncodedModel<Label> model = train("embedding", new LogisticRegressionTrainer());
        OnnxMl.ModelProto fused = model.exportONNXModel("d", 1);
        assertEquals(DataType.UINT8.getNumber(), fused.getGraph().getInput(0).getType().getTensorType().getElemType());
        assertSameScores(model, fused);
    }

    @Test
    void joinsForeignEncodersOfNewerOpsetsAndFixedBatch() throws IOException {
        for (long batch : new long[] {-1, 1}) {
            WholeFile.write(OnnxModels.foreignEncoder(17, batch), encoderPath);
            EncodedModel<Label> model = train("features", new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(1.0), 20, 1));
            OnnxMl.ModelProto fused = model.exportONNXModel("d", 1);
            assertEquals(17, fused.getOpsetImport(0).getVersion());
            assertEquals("x", fused.getGraph().getInput(0).getName());
            assertSameScores(model, fused);
        }
    }

    @Test
    void findsTheColumnsOfAHeadWithFewerFeatures() {
        EncodedModel<Label> model = train("embedding", new EverySecondFeature<>(new LogisticRegressionTrainer()));
        assertTrue(model.getInnerModel().getFeatureIDMap().size() < model.getEncoder().getDimension());
        assertSameScores(model, model.exportONNXModel("d", 1));
    }

    @Test
    void findsTheColumnsOfAHeadWithHashedFeatures() throws IOException {
        EncodedModel<Label> model = train("embedding", new HashingTrainer<>(new LogisticRegressionTrainer(), new HashCodeHasher("salt of eight and more")));
        assertSameScores(model, model.exportONNXModel("d", 1));
        Path path = folder.resolve("model.tribuo");
        model.serializeToFile(path);
        EncodedModel.load(path, Label.class).close();
    }

    /** A head after a feature selection. */
    private static final class EverySecondFeature<T extends Output<T>> implements Trainer<T> {
        private final Trainer<T> trainer;

        EverySecondFeature(Trainer<T> trainer) {
            this.trainer = trainer;
        }

        @Override
        public Model<T> train(Dataset<T> examples, Map<String, Provenance> run) {
            MutableDataset<T> selected = new MutableDataset<>(examples.getSourceProvenance(), examples.getOutputFactory());
            for (Example<T> example : examples) {
                Example<T> copy = example.copy();
                List<Feature> even = new ArrayList<>();
                example.forEach(feature -> {
                    if (Integer.parseInt(feature.getName().substring(1)) % 2 == 0) {
                        even.add(feature);
                    }
                });
                copy.removeFeatures(even);
                selected.add(copy);
            }
            return trainer.train(selected);
        }

        @Override
        public int getInvocationCount() {
            return 0;
        }

        @Override
        public TrainerProvenance getProvenance() {
            return trainer.getProvenance();
        }
    }

    @Test
    void loadsAsAnExternalModelOfTribuos() throws IOException, OrtException {
        EncodedModel<Label> model = train("embedding", new LogisticRegressionTrainer());
        Path path = folder.resolve("fused.onnx");
        model.saveONNXModel("org.example", 1, path);
        Map<String, Integer> pixels = new HashMap<>();
        for (int i = 0; i < TinyImages.SHAPE.size(); i++) {
            pixels.put(TinyImages.SHAPE.featureName(i), i);
        }
        Map<Label, Integer> labels = new HashMap<>();
        model.getOutputIDInfo().forEach(output -> labels.put(output.getB(), output.getA()));
        try (ONNXExternalModel<Label> external = ONNXExternalModel.createOnnxModel(new LabelFactory(), pixels, labels,
                new ImageTransformer(3, 8, 8), new LabelTransformer(), new OrtSession.SessionOptions(), path, "pixels")) {
            assertEquals(model.getProvenance(), external.getTribuoProvenance().orElseThrow());
            List<Prediction<Label>> expected = model.predict(test);
            List<Prediction<Label>> actual = external.predict(test);
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i).getOutput(), actual.get(i).getOutput());
                for (Map.Entry<String, Label> score : expected.get(i).getOutputScores().entrySet()) {
                    assertEquals(score.getValue().getScore(), actual.get(i).getOutputScores().get(score.getKey()).getScore(), 1e-5);
                }
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void isPartOfALargerGraphWithRowsOfPixels() {
        EncodedModel<Label> model = train("embedding", new LogisticRegressionTrainer());
        ONNXContext context = new ONNXContext();
        model.writeONNXGraph(context.floatInput("rows", TinyImages.SHAPE.size())).assignTo(context.floatOutput("output", 3));
        OnnxMl.GraphProto.Builder graph = context.buildGraph().toBuilder().setInput(0, OnnxModels.value("images", DataType.FLOAT, -1, 3, 8, 8));
        graph.addNode(0, OnnxModels.node("Flatten", "flatten", List.of("images"), List.of("rows")));
        assertSameScores(model, OnnxModels.model(13, graph));
    }

    @Test
    void refusesAHeadThatTribuoDoesNotExport() {
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(encoderPath)) {
            EncodedModel<ClusterID> model = new EncodingTrainer<>(new KMeansTrainer(3, 5, new L2Distance(), 1, 1), encoder)
                    .train(EncoderFile.images(new ClusteringFactory(), 30, 5));
            assertEquals("found a KMeansModel on top of the encoder, expected a model that Tribuo exports to ONNX, such as a linear one; "
                    + "export the encoder alone instead", assertThrows(LocalSSLException.class, () -> model.exportONNXModel("d", 1)).getMessage());
            Path path = folder.resolve("fused.onnx");
            assertThrows(LocalSSLException.class, () -> model.saveONNXModel("d", 1, path));
            assertTrue(Files.notExists(path));
        }
    }
}
