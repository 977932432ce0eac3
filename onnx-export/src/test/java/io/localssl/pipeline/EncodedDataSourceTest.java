package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.evaluation.ClusteringEvaluator;
import org.tribuo.clustering.kmeans.KMeansTrainer;
import org.tribuo.clustering.kmeans.KMeansTrainer.Initialisation;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.L2Distance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncodedDataSourceTest {
    @TempDir
    private Path folder;

    private OnnxImageEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        Path path = folder.resolve("encoder.onnx");
        EncoderFile.write(path);
        encoder = new OnnxImageEncoder(path);
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    @Test
    void yieldsAFeatureForEachValueOfTheEmbedding() {
        TinyImages<Label> images = new TinyImages<>(new LabelFactory(), 600, 5); // more than are encoded together
        List<Example<Label>> sources = new ArrayList<>();
        images.iterator().forEachRemaining(sources::add);
        float[][] rows = encoder.encode(sources);
        int count = 0;
        for (Example<Label> example : new EncodedDataSource<>(images, encoder)) {
            assertTrue(example instanceof ArrayExample);
            assertEquals(sources.get(count).getOutput(), example.getOutput());
            assertEquals(encoder.getDimension(), example.size());
            int[] j = {0};
            int row = count++;
            example.forEach(feature -> {
                assertEquals(String.format("e%02d", j[0]), feature.getName());
                assertEquals(rows[row][j[0]++], (float) feature.getValue());
            });
        }
        assertEquals(600, count);
    }

    /** An example as Tribuo makes it is sorted, has arrays of its own, and survives what one does to examples. */
    @Test
    void yieldsExamplesLikeThoseOfTribuo() throws Exception {
        MutableDataset<Label> images = EncoderFile.images(new LabelFactory(), 2, 5);
        List<Example<Label>> examples = new EmbeddingExamples(encoder).encode(images.getData());
        float[] row = encoder.encode(images.getExample(0));
        ArrayExample<Label> expected = new ArrayExample<>(images.getExample(0).getOutput(), EmbeddingExamples.featureNames(row.length),
                IntStream.range(0, row.length).mapToDouble(j -> row[j]).toArray());
        Example<Label> example = examples.get(0);
        assertEquals(expected, example);
        assertEquals(example, expected);
        assertEquals(expected.hashCode(), example.hashCode());
        assertEquals(expected, example.copy());
        assertEquals(expected, Example.deserialize(example.serialize()));
        assertEquals(row[3], (float) example.lookup("e03").getValue());
        example.removeFeatures(List.of(example.lookup("e00")));
        example.add(new Feature("a", 1));
        assertEquals("a", example.iterator().next().getName());
        assertEquals("e00", examples.get(1).iterator().next().getName());
    }

    @Test
    void keepsWeightAndMetadata() {
        MutableDataset<Label> images = EncoderFile.images(new LabelFactory(), 1, 5);
        images.getExample(0).setWeight(0.25f);
        images.getExample(0).setMetadataValue("file", "cat.png");
        Example<Label> encoded = new EmbeddingExamples(encoder).encode(images.getExample(0));
        assertEquals(0.25f, encoded.getWeight());
        assertEquals("cat.png", encoded.getMetadata().get("file"));
    }

    @Test
    void itsProvenanceIsMarshalledAndReachesBackToThePretraining() throws Exception {
        ObjectProvenance provenance = new EncodedDataSource<>(new TinyImages<>(new LabelFactory(), 6, 5), encoder).getProvenance();
        String serialised = ONNXExportable.SERIALIZER.marshalAndSerialize(provenance);
        assertEquals(provenance, ONNXExportable.SERIALIZER.deserializeAndUnmarshal(serialised));
        assertTrue(serialised.contains(encoder.getSha256()));
        assertTrue(serialised.contains("io.localssl.encoder.FakePretrainer"));
    }

    @Test
    void clustersByKMeans() {
        MutableDataset<ClusterID> data = new MutableDataset<>(new EncodedDataSource<>(new TinyImages<>(new ClusteringFactory(), 90, 5), encoder));
        Model<ClusterID> model = new KMeansTrainer(3, 20, new L2Distance(), Initialisation.PLUSPLUS, 1, 1).train(data);
        double information = new ClusteringEvaluator().evaluate(model, data).normalizedMI();
        assertTrue(information > 0.5, "normalised mutual information " + information);
    }

    @Test
    @SuppressWarnings("unchecked")
    void aWholePipelineIsConfiguredByXml() throws IOException {
        Path xml = folder.resolve("config.xml");
        Files.writeString(xml, """
                <?xml version="1.0" encoding="UTF-8"?>
                <config>
                  <component name="labels" type="org.tribuo.classification.LabelFactory"/>
                  <component name="images" type="io.localssl.encoder.TinyImages">
                    <property name="outputFactory" value="labels"/>
                    <property name="count" value="90"/>
                    <property name="seed" value="5"/>
                  </component>
                  <component name="encoder" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                    <property name="sha256" value="%s"/>
                  </component>
                  <component name="encoded" type="io.localssl.pipeline.EncodedDataSource">
                    <property name="source" value="images"/>
                    <property name="encoder" value="encoder"/>
                  </component>
                  <component name="head" type="org.tribuo.classification.sgd.linear.LogisticRegressionTrainer">
                    <property name="seed" value="1"/>
                  </component>
                  <component name="pipeline" type="io.localssl.pipeline.EncodingTrainer">
                    <property name="innerTrainer" value="head"/>
                    <property name="encoder" value="encoder"/>
                  </component>
                  <component name="pretrainer" type="io.localssl.encoder.FakePretrainer">
                    <property name="shape" value="3x8x8"/>
                  </component>
                  <component name="both" type="io.localssl.pipeline.PretrainingTrainer">
                    <property name="pretrainer" value="pretrainer"/>
                    <property name="innerTrainer" value="head"/>
                  </component>
                </config>""".formatted(folder.resolve("encoder.onnx"), encoder.getSha256()));
        ConfigurationManager configuration = new ConfigurationManager(xml.toString());
        try (OnnxImageEncoder configured = (OnnxImageEncoder) configuration.lookup("encoder")) {
            MutableDataset<Label> encoded = new MutableDataset<>((ConfigurableDataSource<Label>) configuration.lookup("encoded"));
            Model<Label> head = ((Trainer<Label>) configuration.lookup("head")).train(encoded);
            assertTrue(new LabelEvaluator().evaluate(head, encoded).accuracy() > 0.9);

            MutableDataset<Label> images = new MutableDataset<>((ConfigurableDataSource<Label>) configuration.lookup("images"));
            EncodedModel<Label> pipeline = ((EncodingTrainer<Label>) configuration.lookup("pipeline")).train(images);
            assertTrue(new LabelEvaluator().evaluate(pipeline, images).accuracy() > 0.9);
            assertArrayEquals(encoder.encode(images.getExample(0)), configured.encode(images.getExample(0)));
            try (EncodedModel<Label> both = ((PretrainingTrainer<Label>) configuration.lookup("both")).train(images)) {
                assertTrue(new LabelEvaluator().evaluate(both, images).accuracy() > 0.9);
            }
        }
        assertThrows(IllegalStateException.class, () -> ((EncodedDataSource<Label>) configuration.lookup("encoded")).iterator().next());
    }
}
