package io.localssl.pipeline;

import ai.onnx.proto.OnnxMl.GraphProto;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.FakePretrainer;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import io.localssl.onnx.EncoderGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** A model that is trained again from its own provenance has the same bits. */
class ReplayTest {
    @TempDir
    private Path folder;

    private final MutableDataset<Label> train = EncoderFile.images(new LabelFactory(), 60, 5);

    /** Builds trainer and data from a provenance and trains with the invocation count it tells. */
    @SuppressWarnings("unchecked")
    private static <T extends Output<T>, M extends Model<T>> M replay(ModelProvenance provenance, Class<? extends ConfigurableDataSource<?>> source,
                                                                     Class<M> kind) {
        List<ConfigurationData> components = ProvenanceUtil.extractConfiguration(provenance);
        ConfigurationManager configuration = new ConfigurationManager();
        configuration.addConfiguration(components);
        Trainer<T> trainer = (Trainer<T>) configuration.lookup(name(components, provenance.getTrainerProvenance().getClassName()));
        ConfigurableDataSource<T> data = (ConfigurableDataSource<T>) configuration.lookup(name(components, source.getName()));
        int invocation = (Integer) provenance.getTrainerProvenance().getInstanceValues().get("train-invocation-count").getValue();
        return kind.cast(trainer.train(new MutableDataset<>(data), Map.of(), invocation));
    }

    private static String name(List<ConfigurationData> components, String className) {
        return components.stream().filter(component -> component.getClassName().equals(className)).map(ConfigurationData::getName).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static <T> Class<T> type(Class<?> raw) {
        return (Class<T>) raw;
    }

    private static Object weights(Model<Label> model) {
        return ((LinearSGDModel) model).getWeightsCopy();
    }

    private static GraphProto graph(EncodedModel<Label> model) {
        return EncoderGraph.parse(model.getEncoder().getOnnx()).getGraph();
    }

    private OnnxImageEncoder encoder() throws IOException {
        EncoderFile.write(folder.resolve("encoder.onnx"));
        return OnnxImageEncoder.builder(folder.resolve("encoder.onnx")).outputName("top").batchSize(7).build();
    }

    @Test
    void aHeadOnAFrozenEncoder() throws IOException {
        try (OnnxImageEncoder encoder = encoder()) {
            EncodingTrainer<Label> trainer = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder);
            EncodedModel<Label> first = trainer.train(train);
            EncodedModel<Label> second = trainer.train(train);
            assertNotEquals(weights(first.getInnerModel()), weights(second.getInnerModel()));
            EncodedModel<Label> again = replay(second.getProvenance(), type(TinyImages.class), type(EncodedModel.class));
            assertEquals(weights(second.getInnerModel()), weights(again.getInnerModel()));
            assertEquals(second.getEncoderSha256(), again.getEncoderSha256());
            assertEquals(second.getProvenance().getTrainerProvenance(), again.getProvenance().getTrainerProvenance());
            again.getEncoder().close();
        }
    }

    @Test
    void pretrainingAndHeadTogether() {
        PretrainingTrainer<Label> trainer = new PretrainingTrainer<>(new FakePretrainer(TinyImages.SHAPE, 3), new LogisticRegressionTrainer());
        try (EncodedModel<Label> first = trainer.train(train); EncodedModel<Label> second = trainer.train(train);
             EncodedModel<Label> again = replay(second.getProvenance(), type(TinyImages.class), type(EncodedModel.class))) {
            assertNotEquals(graph(first), graph(second));
            assertEquals(graph(second), graph(again));
            assertEquals(weights(second.getInnerModel()), weights(again.getInnerModel()));
            assertEquals(second.getProvenance().getTrainerProvenance(), again.getProvenance().getTrainerProvenance());
        }
    }

    @Test
    void theEncoderInsideFromItsOwnProvenance() {
        PretrainingTrainer<Label> trainer = new PretrainingTrainer<>(new FakePretrainer(TinyImages.SHAPE, 3), new LogisticRegressionTrainer());
        try (EncodedModel<Label> model = trainer.train(train);
             EncoderModel again = replay(model.getEncoderProvenance().orElseThrow(), type(TinyImages.class), EncoderModel.class)) {
            assertEquals(graph(model), EncoderGraph.parse(again.getOnnx()).getGraph());
        }
    }

    @Test
    void aPlainTrainerOverEncodedData() throws IOException {
        try (OnnxImageEncoder encoder = encoder()) {
            MutableDataset<Label> encoded = new MutableDataset<>(new EncodedDataSource<>(new TinyImages<>(new LabelFactory(), 60, 5), encoder));
            LogisticRegressionTrainer trainer = new LogisticRegressionTrainer();
            trainer.train(encoded);
            Model<Label> second = trainer.train(encoded);
            Model<Label> again = replay(second.getProvenance(), type(EncodedDataSource.class), type(Model.class));
            assertEquals(weights(second), weights(again));
        }
    }

    @Test
    void aModelThatWasSaved() throws IOException {
        try (OnnxImageEncoder encoder = encoder()) {
            EncodedModel<Label> model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(train);
            model.serializeToFile(folder.resolve("model.tribuo"));
            try (EncodedModel<Label> loaded = EncodedModel.load(folder.resolve("model.tribuo"), Label.class)) {
                EncodedModel<Label> again = replay(loaded.getProvenance(), type(TinyImages.class), type(EncodedModel.class));
                assertEquals(weights(model.getInnerModel()), weights(again.getInnerModel()));
                again.getEncoder().close();
            }
        }
    }
}
