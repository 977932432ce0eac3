package io.localssl.train;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.onnx.EncoderGraph;
import io.localssl.pipeline.EncodedModel;
import io.localssl.pipeline.EncodingTrainer;
import io.localssl.pipeline.PretrainingTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From pixels to prediction and back through the provenance, with the real trainer. Both stages read the same class of data source. */
class WholeRoadTest {
    @TempDir
    private Path folder;

    private final MutableDataset<Label> labelled = new MutableDataset<>(new ShapesDataSource<>(60, 8, new LabelFactory()));

    private static LocalSSLTrainer pretrainer() {
        return LocalSSLTrainer.builder().net("8,16M,16M").epochs(1).batchSize(16).seed(3).threads(1).build();
    }

    private OnnxImageEncoder pretrainedFile() throws IOException {
        Path file = folder.resolve("encoder.onnx");
        try (EncoderModel model = pretrainer().train(ImageStore.read(new ShapesDataSource<>(50, 5, new EmbeddingFactory())))) {
            model.saveONNXModel("org.example", 1, file);
        }
        return new OnnxImageEncoder(file);
    }

    /** Builds the trainer and the data from nothing but a provenance. */
    @SuppressWarnings("unchecked")
    private static <M> M replay(ModelProvenance provenance, Class<M> kind) {
        List<ConfigurationData> components = ProvenanceUtil.extractConfiguration(provenance);
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(components);
        Trainer<Label> trainer = (Trainer<Label>) manager.lookup(name(components, provenance.getTrainerProvenance().getClassName()));
        ShapesDataSource<Label> source = (ShapesDataSource<Label>) manager.lookup(name(components, ShapesDataSource.class.getName()));
        int invocation = (Integer) provenance.getTrainerProvenance().getInstanceValues().get("train-invocation-count").getValue();
        return kind.cast(trainer.train(new MutableDataset<>(source), Map.of(), invocation));
    }

    private static String name(List<ConfigurationData> components, String className) {
        return components.stream().filter(c -> c.getClassName().equals(className)).map(ConfigurationData::getName).findFirst().orElseThrow();
    }

    private static Object weights(Model<Label> model) {
        return ((LinearSGDModel) model).getWeightsCopy();
    }

    @Test
    void thePredictionKnowsItsPretraining() throws IOException {
        try (OnnxImageEncoder encoder = pretrainedFile()) {
            EncodedModel<Label> model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(labelled);
            ModelProvenance pretraining = model.getEncoderProvenance().orElseThrow();
            assertEquals(LocalSSLTrainer.class.getName(), pretraining.getTrainerProvenance().getClassName());
            assertEquals("8,16M,16M", pretraining.getTrainerProvenance().getConfiguredParameters().get("net").toString());
            String source = pretraining.getDatasetProvenance().getSourceProvenance().toString();
            assertTrue(source.contains("ShapesDataSource") && source.contains("seed=5"), source);
            assertEquals(encoder.getSha256(), model.getEncoderSha256());
        }
    }

    @Test
    void theDownstreamModelIsTrainedAgainFromItsProvenance() throws IOException {
        try (OnnxImageEncoder encoder = pretrainedFile()) {
            EncodedModel<Label> model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(labelled);
            EncodedModel<?> again = replay(model.getProvenance(), EncodedModel.class);
            assertEquals(weights(model.getInnerModel()), ((LinearSGDModel) again.getInnerModel()).getWeightsCopy());
            again.getEncoder().close();
        }
    }

    @Test
    void pretrainingAndHeadInOneCallAreTrainedAgainFromTheirProvenance() {
        PretrainingTrainer<Label> trainer = new PretrainingTrainer<>(pretrainer(), new LogisticRegressionTrainer());
        trainer.train(labelled).close();
        try (EncodedModel<Label> model = trainer.train(labelled); EncodedModel<?> again = replay(model.getProvenance(), EncodedModel.class)) {
            assertEquals(EncoderGraph.parse(model.getEncoder().getOnnx()).getGraph(), EncoderGraph.parse(again.getEncoder().getOnnx()).getGraph());
            assertEquals(weights(model.getInnerModel()), ((LinearSGDModel) again.getInnerModel()).getWeightsCopy());
        }
    }

    @Test
    void crossValidationPretrainsEachFold() {
        CrossValidation<Label, ?> folds = new CrossValidation<>(new PretrainingTrainer<>(pretrainer(), new LogisticRegressionTrainer()), labelled,
                new LabelEvaluator(), 3);
        assertEquals(3, folds.evaluate().size());
    }
}
