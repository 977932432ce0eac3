package io.localssl.pipeline;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.FakePretrainer;
import io.localssl.encoder.TinyImages;
import io.localssl.image.ImageExample;
import io.localssl.onnx.EncoderGraph;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.provenance.ModelProvenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PretrainingTrainerTest {
    private final MutableDataset<Label> train = EncoderFile.images(new LabelFactory(), 60, 5);
    private final FakePretrainer pretrainer = new FakePretrainer(TinyImages.SHAPE, 3);
    private final LogisticRegressionTrainer head = new LogisticRegressionTrainer();

    @Test
    void pretrainsAndTrainsInOneCall() {
        try (EncodedModel<Label> model = new PretrainingTrainer<>(pretrainer, head).train(train)) {
            double accuracy = new LabelEvaluator().evaluate(model, EncoderFile.images(new LabelFactory(), 60, 6)).accuracy();
            assertTrue(accuracy > 0.9, "accuracy " + accuracy);
            ModelProvenance encoder = model.getEncoderProvenance().orElseThrow();
            assertEquals(FakePretrainer.class.getName(), encoder.getTrainerProvenance().getClassName());
            assertEquals(train.size(), encoder.getDatasetProvenance().getNumExamples());
            assertEquals(train.getProvenance(), encoder.getDatasetProvenance().getSourceProvenance());
            assertEquals(PretrainingTrainer.class.getName(), model.getProvenance().getTrainerProvenance().getClassName());
        }
    }

    @Test
    void theModelOwnsItsEncoder() {
        EncodedModel<Label> model = new PretrainingTrainer<>(pretrainer, head).train(train);
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.predict(train.getExample(0)));
    }

    @Test
    void anInvocationDependsOnItsNumberAlone() {
        PretrainingTrainer<Label> trainer = new PretrainingTrainer<>(pretrainer, head);
        try (EncodedModel<Label> first = trainer.train(train); EncodedModel<Label> second = trainer.train(train)) {
            assertNotEquals(graph(first), graph(second));
            pretrainer.train(new UnlabelledDataset(train)).close(); // somebody else uses the same trainers
            head.train(new EmbeddingExamples(first.getEncoder()).encode(train));
            assertEquals(2, trainer.getInvocationCount());
            try (EncodedModel<Label> again = trainer.train(train, Map.of(), 1); EncodedModel<Label> third = trainer.train(train)) {
                assertEquals(graph(second), graph(again));
                assertEquals(weights(second), weights(again));
                assertNotEquals(graph(second), graph(third));
                assertEquals(3, trainer.getInvocationCount());
            }
        }
    }

    private static GraphProto graph(EncodedModel<Label> model) {
        return EncoderGraph.parse(model.getEncoder().getOnnx()).getGraph();
    }

    private static DenseMatrix weights(EncodedModel<Label> model) {
        return ((LinearSGDModel) model.getInnerModel()).getWeightsCopy();
    }

    @Test
    @SuppressWarnings("unchecked")
    void thePretrainerSeesTheSamePixelsWithoutLabels() {
        List<Example<Label>> sources = new ArrayList<>(train.getData().subList(0, 3));
        sources.add(((ImageExample<Label>) train.getExample(3)).toArrayExample());
        MutableDataset<Label> mixed = new MutableDataset<>(sources, train.getSourceProvenance(), new LabelFactory());
        Trainer<Embedding> spy = Mockito.mock(Trainer.class);
        try (EncoderModel encoder = pretrainer.train(new UnlabelledDataset(train))) {
            ArgumentCaptor<Dataset<Embedding>> seen = ArgumentCaptor.forClass(Dataset.class);
            Mockito.when(spy.train(seen.capture(), Mockito.anyMap(), Mockito.anyInt())).thenReturn(encoder);
            Mockito.when(spy.getProvenance()).thenReturn(pretrainer.getProvenance());
            new PretrainingTrainer<>(spy, head).train(mixed);
            List<Example<Embedding>> images = seen.getValue().getData();
            assertEquals(4, images.size());
            float[] expected = new float[TinyImages.SHAPE.size()];
            float[] actual = new float[TinyImages.SHAPE.size()];
            for (int i = 0; i < 4; i++) {
                assertEquals(Embedding.UNLABELLED, images.get(i).getOutput());
                assertEquals(i < 3 ? ImageExample.class : ArrayExample.class, images.get(i).getClass());
                TinyImages.SHAPE.readPixels(mixed.getExample(i), expected, 0);
                TinyImages.SHAPE.readPixels(images.get(i), actual, 0);
                assertArrayEquals(expected, actual);
            }
            mixed.getExample(0).set(new Feature(TinyImages.SHAPE.featureName(0), 201));
            assertEquals(201, images.get(0).lookup(TinyImages.SHAPE.featureName(0)).getValue(), "an image shares its pixels");
            assertEquals(TinyImages.SHAPE.size(), seen.getValue().getFeatureMap().size());
            assertEquals(4, seen.getValue().getOutputInfo().getUnknownCount());
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void refusesAPretrainerThatYieldsNoEncoder() {
        Trainer<Embedding> other = Mockito.mock(Trainer.class);
        Model<Embedding> model = Mockito.mock(Model.class);
        Mockito.when(other.train(Mockito.any(), Mockito.anyMap(), Mockito.anyInt())).thenReturn(model);
        Mockito.when(other.getProvenance()).thenReturn(pretrainer.getProvenance());
        String message = assertThrows(LocalSSLException.class, () -> new PretrainingTrainer<>(other, head).train(train)).getMessage();
        assertTrue(message.endsWith(", expected one that yields an image encoder"), message);
    }

    @Test
    @SuppressWarnings("unchecked")
    void closesTheEncoderWhenTheHeadFails() {
        Trainer<Embedding> spy = Mockito.mock(Trainer.class);
        Trainer<Label> failing = Mockito.mock(Trainer.class);
        try (EncoderModel encoder = pretrainer.train(new UnlabelledDataset(train))) {
            Mockito.when(spy.train(Mockito.any(), Mockito.anyMap(), Mockito.anyInt())).thenReturn(encoder);
            Mockito.when(spy.getProvenance()).thenReturn(pretrainer.getProvenance());
            Mockito.when(failing.getProvenance()).thenReturn(head.getProvenance());
            Mockito.when(failing.train(Mockito.any(), Mockito.anyMap(), Mockito.anyInt())).thenThrow(new IllegalArgumentException("no"));
            assertEquals("no", assertThrows(IllegalArgumentException.class, () -> new PretrainingTrainer<>(spy, failing).train(train)).getMessage());
            assertThrows(IllegalStateException.class, () -> encoder.encode(train.getExample(0)));
        }
    }
}
