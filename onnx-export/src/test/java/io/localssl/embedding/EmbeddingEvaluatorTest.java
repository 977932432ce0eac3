package io.localssl.embedding;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.evaluation.OnlineEvaluator;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The output type in Tribuo's own machinery: data sets, models, predictions, evaluations. */
class EmbeddingEvaluatorTest {
    private final EmbeddingFactory factory = new EmbeddingFactory();
    private final ImageShape shape = new ImageShape(2, 1, 2);
    private ListDataSource<Embedding> source;
    private MutableDataset<Embedding> dataset;
    private ChannelMeansModel model;

    @BeforeEach
    void threeImages() {
        List<Example<Embedding>> images = new ArrayList<>();
        images.add(new ImageExample<>(Embedding.UNLABELLED, shape, new byte[]{3, 3, 4, 4}));
        images.add(new ImageExample<>(Embedding.UNLABELLED, shape, new byte[]{6, 6, 8, 8}));
        images.add(new ImageExample<>(Embedding.UNLABELLED, shape, new byte[]{9, 9, 12, 12}));
        source = new ListDataSource<>(images, factory, new SimpleDataSourceProvenance("three images", factory));
        dataset = new MutableDataset<>(source);
        model = new ChannelMeansModel(dataset, 2);
    }

    @Test
    void evaluatesDataSetsSourcesAndPredictionsAlike() {
        EmbeddingEvaluation evaluation = factory.getEvaluator().evaluate(model, dataset);
        EmbeddingStatistics statistics = evaluation.getStatistics();
        assertEquals(3, statistics.count());
        assertEquals(2, statistics.dimension());
        assertEquals(10, statistics.meanNorm(), 1e-12);
        assertEquals(1, statistics.meanCosine(), 1e-12);
        assertEquals(1, statistics.effectiveRank(), 1e-6);
        assertEquals(statistics, factory.getEvaluator().evaluate(model, source).getStatistics());

        OnlineEvaluator<Embedding, EmbeddingEvaluation> online = factory.getEvaluator().createOnlineEvaluator(model, source.getProvenance());
        dataset.forEach(online::predictAndObserve);
        assertEquals(statistics, online.evaluate().getStatistics());
    }

    @Test
    void theMeasuresHaveTribuoIds() {
        EmbeddingEvaluation evaluation = factory.getEvaluator().evaluate(model, dataset);
        assertEquals(10, evaluation.get(new MetricID<>(MetricTarget.<Embedding>macroAverageTarget(), "mean-norm")), 1e-12);
        assertEquals(evaluation.getMeasures().size(), evaluation.asMap().size());
        assertEquals(3, evaluation.getPredictions().size());
        assertTrue(evaluation.toString().startsWith("3 embeddings of dimension 2"));
    }

    @Test
    void theProvenanceLeadsToModelAndData() {
        EmbeddingEvaluation evaluation = factory.getEvaluator().evaluate(model, dataset);
        assertEquals(model.getProvenance(), evaluation.getProvenance().getModelProvenance());
        assertEquals(dataset.getProvenance(), evaluation.getProvenance().getTestDatasetProvenance());
        assertEquals(evaluation.getProvenance(), ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(evaluation.getProvenance())));
    }

    @Test
    void nothingToEvaluateIsRefused() {
        MutableDataset<Embedding> empty = new MutableDataset<>(source.getProvenance(), factory);
        assertThrows(EmbeddingException.class, () -> factory.getEvaluator().evaluate(model, empty));
        List<Prediction<Embedding>> unlabelled = List.of(new Prediction<>(Embedding.UNLABELLED, 1, dataset.getExample(0)));
        assertThrows(EmbeddingException.class, () -> factory.getEvaluator().evaluate(model, unlabelled, source.getProvenance()));
    }

    @Test
    void aModelOfEmbeddingsIsWrittenAndReadBack() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.serializeToStream(bytes);
        Model<Embedding> back = Model.deserializeFromStream(new ByteArrayInputStream(bytes.toByteArray())).castModel(Embedding.class);
        assertEquals(model.getOutputIDInfo(), back.getOutputIDInfo());
        assertEquals(model.getProvenance(), back.getProvenance());
        assertEquals(new Embedding(new float[]{6, 8}), back.predict(dataset.getExample(1)).getOutput());
    }

    @Test
    void aDataSetOfEmbeddedImagesIsWrittenAndReadBack() throws Exception {
        for (Prediction<Embedding> prediction : model.predict(source)) {
            dataset.add(new ImageExample<>(prediction.getOutput(), shape, ((ImageExample<Embedding>) prediction.getExample()).getPixels()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        dataset.serializeToStream(bytes);
        Dataset<Embedding> back = Dataset.castDataset(Dataset.deserializeFromStream(new ByteArrayInputStream(bytes.toByteArray())), Embedding.class);
        assertEquals(dataset.getData(), back.getData());
        assertEquals(dataset.getOutputInfo(), back.getOutputInfo());
        assertEquals(3, back.getOutputInfo().getUnknownCount());
        assertEquals(2, back.getOutputInfo().size());
    }
}
