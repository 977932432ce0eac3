package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.localssl.encoder.EncoderProvenance;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncodingTrainerTest {
    @TempDir
    private Path folder;

    private final MutableDataset<Label> train = EncoderFile.images(new LabelFactory(), 90, 5);
    private final MutableDataset<Label> test = EncoderFile.images(new LabelFactory(), 60, 6);
    private ModelProvenance pretraining;
    private OnnxImageEncoder encoder;
    private EncodingTrainer<Label> trainer;

    @BeforeEach
    void open() throws IOException {
        Path path = folder.resolve("encoder.onnx");
        pretraining = EncoderFile.write(path);
        encoder = new OnnxImageEncoder(path);
        trainer = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder);
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    @Test
    void learnsFromEmbeddingsAndPredictsFromPixels() {
        EncodedModel<Label> model = trainer.train(train);
        LabelEvaluation evaluation = new LabelEvaluator().evaluate(model, test);
        assertTrue(evaluation.accuracy() > 0.9, "accuracy " + evaluation.accuracy());
        assertTrue(model.generatesProbabilities());
        assertSame(encoder, model.getEncoder());
        assertEquals(encoder.getDimension(), model.getInnerModel().getFeatureIDMap().size());
        assertEquals(TinyImages.SHAPE.size(), model.getFeatureIDMap().size());
    }

    @Test
    void predictsTheSameOneByOneAndTogether() {
        EncodedModel<Label> model = trainer.train(train);
        MutableDataset<Label> many = EncoderFile.images(new LabelFactory(), 600, 8); // more than are encoded together
        List<Prediction<Label>> together = model.predict(many);
        assertEquals(600, together.size());
        for (int i : new int[] {0, 255, 256, 599}) {
            Prediction<Label> alone = model.predict(many.getExample(i));
            assertTrue(alone.distributionEquals(together.get(i)));
            assertSame(many.getExample(i), together.get(i).getExample());
            assertEquals(TinyImages.SHAPE.size(), together.get(i).getNumActiveFeatures());
        }
    }

    @Test
    void crossValidates() {
        CrossValidation<Label, LabelEvaluation> folds = new CrossValidation<>(trainer, train, new LabelEvaluator(), 3, 1);
        assertEquals(3, folds.evaluate().stream().filter(fold -> fold.getA().accuracy() > 0.8).count());
    }

    @Test
    void theEncoderStaysTheCallersToClose() {
        EncodedModel<Label> model = trainer.train(train);
        model.close();
        model.predict(test.getExample(0));
        encoder.close();
        assertThrows(IllegalStateException.class, () -> model.predict(test.getExample(0)));
        assertThrows(IllegalStateException.class, () -> trainer.train(train));
    }

    @Test
    void theProvenanceReachesBackToThePretraining() throws Exception {
        EncodedModel<Label> model = trainer.train(train, Map.of("note", new StringProvenance("note", "run")));
        assertEquals(pretraining, model.getEncoderProvenance().orElseThrow());
        assertEquals(encoder.getSha256(), model.getEncoderSha256());
        Map<String, ?> instance = model.getProvenance().getInstanceProvenance().getMap();
        assertEquals(encoder.getSha256(), ((HashProvenance) instance.get(EncoderProvenance.SHA256)).getValue());
        assertEquals(pretraining, ONNXExportable.SERIALIZER.deserializeAndUnmarshal(((StringProvenance) instance.get(EncoderProvenance.TRAINING)).getValue()));
        assertEquals("run", ((StringProvenance) instance.get("note")).getValue());
        assertEquals(EncodingTrainer.class.getName(), model.getProvenance().getTrainerProvenance().getClassName());
        assertEquals(train.getProvenance(), model.getProvenance().getDatasetProvenance());
    }

    @Test
    void countsTheInvocationsOfItsInnerTrainer() {
        assertEquals(0, trainer.getInvocationCount());
        DenseMatrix first = weights(trainer.train(train));
        DenseMatrix second = weights(trainer.train(train));
        assertEquals(2, trainer.getInvocationCount());
        assertNotEquals(first, second, "each invocation shuffles otherwise");
        EncodedModel<Label> again = trainer.train(train, Map.of(), 1);
        assertEquals(second, weights(again));
        assertEquals("1", again.getProvenance().getTrainerProvenance().getInstanceValues().get("train-invocation-count").getValue().toString());
        trainer.setInvocationCount(0);
        assertEquals(first, weights(trainer.train(train)));
    }

    private static DenseMatrix weights(EncodedModel<Label> model) {
        return ((LinearSGDModel) model.getInnerModel()).getWeightsCopy();
    }

    @Test
    @SuppressWarnings("unchecked")
    void itsConfigurationIsWrittenAndRead() throws IOException {
        ConfigurationManager written = new ConfigurationManager();
        written.importConfigurable(trainer, "pipeline");
        Path xml = folder.resolve("config.xml");
        written.save(xml.toFile(), true);
        EncodingTrainer<Label> read = (EncodingTrainer<Label>) new ConfigurationManager(xml.toString()).lookup("pipeline");
        assertEquals(weights(trainer.train(train)), weights(read.train(train)));
    }

    @Test
    void refusesNothingAndOtherShapes() {
        MutableDataset<Label> none = EncoderFile.images(new LabelFactory(), 0, 5);
        assertThrows(ImageDataException.class, () -> trainer.train(none));
        ImageShape shape = new ImageShape(1, 8, 8);
        MutableDataset<Label> wrong = new MutableDataset<>(train.getSourceProvenance(), new LabelFactory());
        wrong.add(new ImageExample<>(new Label("0"), shape, new byte[shape.size()]));
        assertThrows(ImageShapeException.class, () -> trainer.train(wrong));
        EncodedModel<Label> model = trainer.train(train);
        assertThrows(ImageShapeException.class, () -> model.predict(wrong.getExample(0)));
    }
}
