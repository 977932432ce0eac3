package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageExample;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.data.columnar.extractors.FloatExtractor;
import org.tribuo.data.columnar.extractors.IndexExtractor;
import org.tribuo.data.columnar.processors.feature.UniqueProcessor;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.csv.CSVDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A table of images, numbers and text, from the CSV file to a prediction and back by its provenance. */
class MixedTableTest {
    private static final int ROWS = 60;

    @TempDir
    private Path folder;

    private PhotoTable table;
    private OnnxImageEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        table = new PhotoTable(folder, ROWS);
        EncoderFile.write(folder.resolve("encoder.onnx"));
        encoder = new OnnxImageEncoder(folder.resolve("encoder.onnx"));
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    private ImageRowProcessor<Label> rows(MissingImage policy) {
        return new ImageRowProcessor<>(PhotoTable.response(), PhotoTable.columns(photo(policy)));
    }

    private ImageFieldProcessor photo(MissingImage policy) {
        return ImageFieldProcessor.builder("photo", table.root).encoder(encoder).missing(policy).build();
    }

    private MutableDataset<Label> read(MissingImage policy) {
        return new MutableDataset<>(table.source(rows(policy)));
    }

    private static List<Example<Label>> examples(Dataset<Label> data) {
        List<Example<Label>> examples = new ArrayList<>();
        data.forEach(examples::add);
        return examples;
    }

    @Test
    void fromTheTableToAPrediction() throws IOException {
        RowProcessor<Label> rows = new RowProcessor<>(PhotoTable.response(), PhotoTable.columns(photo(MissingImage.FAIL)));
        MutableDataset<Label> data = new MutableDataset<>(table.source(rows));
        assertEquals(ROWS, data.size());
        assertEquals(encoder.getDimension() + 1 + 3, data.getFeatureMap().size(), "an embedding, a price and three words");
        for (int i = 0; i < ROWS; i++) {
            Example<Label> example = data.getExample(i);
            float[] embedding = encoder.encode(table.images.get(i));
            assertEquals(embedding[7], (float) example.lookup("photo@e07").getValue());
            assertEquals(i * 0.5, example.lookup("price@value").getValue());
            assertEquals(1, example.lookup("note@1-N=small").getValue());
            assertEquals(table.images.get(i).getOutput(), example.getOutput());
        }
        Model<Label> model = new LogisticRegressionTrainer().train(data);
        assertTrue(new LabelEvaluator().evaluate(model, data).accuracy() > 0.8);

        int right = 0;
        int index = 0;
        for (Example<Label> image : new TinyImages<>(new LabelFactory(), 30, 77)) {
            PhotoTable.write((ImageExample<Label>) image, table.root.resolve("new.png"));
            Example<Label> row = rows.generateExample(Map.of("photo", "new.png", "price", Integer.toString(index++), "note", "new"), false).orElseThrow();
            right += model.predict(row).getOutput().getLabel().equals(image.getOutput().getLabel()) ? 1 : 0;
        }
        assertTrue(right > 24, right + " of 30 new rows right");
    }

    @Test
    void pixelsWithoutAnEncoder() {
        ImageFieldProcessor photo = ImageFieldProcessor.builder("photo", table.root).decoder(ImageDecoder.of(TinyImages.SHAPE)).build();
        MutableDataset<Label> data = new MutableDataset<>(table.source(new RowProcessor<>(PhotoTable.response(), PhotoTable.columns(photo))));
        for (int i = 0; i < ROWS; i++) {
            byte[] pixels = ((ImageExample<Label>) table.images.get(i)).getPixels();
            for (int p = 0; p < pixels.length; p++) {
                assertEquals(pixels[p] & 0xFF, data.getExample(i).lookup("photo@" + TinyImages.SHAPE.featureName(p)).getValue());
            }
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void theProvenanceOfAModelReadsTheSameTableAgain() throws Exception {
        table.setPhoto(3, "");
        table.setPhoto(8, "none.png");
        for (MissingImage policy : List.of(MissingImage.ZEROS, MissingImage.INDICATE, MissingImage.SKIP)) {
            MutableDataset<Label> data = read(policy);
            Model<Label> model = new LogisticRegressionTrainer().train(data);
            String serialised = ONNXExportable.SERIALIZER.marshalAndSerialize(model.getProvenance());
            assertTrue(serialised.contains(encoder.getSha256()));
            assertTrue(serialised.contains("io.localssl.encoder.FakePretrainer"), "the pretraining behind the encoder");
            ObjectProvenance provenance = ONNXExportable.SERIALIZER.deserializeAndUnmarshal(serialised);
            assertEquals(model.getProvenance(), provenance);

            ConfigurationManager configuration = configuration(provenance);
            List<CSVDataSource<Label>> sources = (List<CSVDataSource<Label>>) (List<?>) configuration.lookupAll(CSVDataSource.class);
            assertEquals(1, sources.size());
            MutableDataset<Label> again = new MutableDataset<>(sources.get(0));
            assertEquals(examples(data), examples(again));
            configuration.lookupAll(OnnxImageEncoder.class).forEach(OnnxImageEncoder::close);
        }
    }

    private static ConfigurationManager configuration(ObjectProvenance provenance) {
        ConfigurationManager configuration = new ConfigurationManager();
        configuration.addConfiguration(ProvenanceUtil.extractConfiguration(provenance));
        return configuration;
    }

    @Test
    void anotherEncoderUnderTheSameNameIsRefused() throws IOException {
        ObjectProvenance provenance = table.source(rows(MissingImage.FAIL)).getProvenance();
        Files.write(folder.resolve("encoder.onnx"), EncoderGraph.parse(encoder.getOnnx()).toBuilder().setDocString("another").build().toByteArray());
        RuntimeException refused = assertThrows(RuntimeException.class, () -> configuration(provenance).lookupAll(CSVDataSource.class));
        Throwable cause = refused;
        while (!(cause instanceof EncoderFormatException)) {
            cause = cause.getCause();
        }
        assertTrue(cause.getMessage().contains("SHA-256"), cause.getMessage());
    }

    @Test
    void rowsWithoutAnImageAreSkipped() throws IOException {
        table.setPhoto(1, "");
        table.setPhoto(8, "none.png");
        Files.writeString(table.root.resolve("19.png"), "words");
        MutableDataset<Label> data = read(MissingImage.SKIP);
        assertEquals(ROWS - 3, data.size());
        Set<Integer> left = Set.of(0, 7, 19);
        int next = 0;
        for (int i = 0; i < ROWS; i++) {
            if (!left.contains(i)) {
                assertEquals(i * 0.5, data.getExample(next++).lookup("price@value").getValue());
            }
        }
        assertFalse(rows(MissingImage.SKIP).generateExample(Map.of("photo", "none.png", "price", "1"), false).isPresent());
        assertThrows(MissingImageException.class,
                () -> new MutableDataset<>(table.source(new RowProcessor<>(PhotoTable.response(), PhotoTable.columns(photo(MissingImage.SKIP))))));
    }

    @Test
    void missingImagesKeepTheRestOfTheirRow() throws IOException {
        table.setPhoto(8, "");
        for (MissingImage policy : List.of(MissingImage.ZEROS, MissingImage.INDICATE)) {
            MutableDataset<Label> data = read(policy);
            assertEquals(ROWS, data.size());
            Example<Label> row = data.getExample(7);
            assertEquals(3.5, row.lookup("price@value").getValue());
            assertEquals(0, row.lookup("photo@e07").getValue());
            assertEquals(data.getExample(0).size(), row.size());
            if (policy == MissingImage.INDICATE) {
                assertEquals(1, row.lookup("photo@missing").getValue());
                assertEquals(0, data.getExample(8).lookup("photo@missing").getValue());
            } else {
                assertNull(row.lookup("photo@missing"));
            }
        }
    }

    /** Also of a copy, with which Tribuo's data sources read. */
    @Test
    void weightsMetadataRegexesAndFeatureProcessorsWorkAsInARowProcessor() throws IOException {
        table.setPhoto(2, "");
        ImageRowProcessor<Label> rows = new ImageRowProcessor<>(List.of(new IndexExtractor("row")), new FloatExtractor("price"), PhotoTable.response(),
                Map.of("price", new DoubleFieldProcessor("price")), Map.of("ph.*", photo(MissingImage.SKIP)), Set.of(new UniqueProcessor(UniqueProcessor.UniqueType.MAX)));
        rows.expandRegexMapping(List.of("photo", "price", "note", "label"));
        for (int time = 0; time < 2; time++) {
            MutableDataset<Label> data = new MutableDataset<>(table.source(rows));
            assertEquals(ROWS - 1, data.size());
            assertEquals(1.5f, data.getExample(2).getWeight());
            assertEquals(3L, data.getExample(2).getMetadata().get("row"));
            assertEquals(encoder.getDimension() + 1, data.getExample(2).size());
        }
        assertEquals(rows.getFeatureProcessors(), rows.copy().getFeatureProcessors());
        assertEquals(rows.getMetadataTypes(), rows.copy().getMetadataTypes());
        assertEquals(rows.getProvenance(), rows.copy().copy().getProvenance());
    }

    @Test
    void anErrorNamesTheRowTheColumnAndTheFile() throws IOException {
        Files.writeString(table.root.resolve("words.png"), "words");
        table.setPhoto(8, "words.png");
        Iterator<Example<Label>> rows = table.source(rows(MissingImage.FAIL)).iterator();
        for (int i = 0; i < 7; i++) {
            rows.next();
        }
        MissingImageException bad = assertThrows(MissingImageException.class, rows::next);
        assertTrue(bad.getMessage().startsWith("row 8, column 'photo': " + table.root.resolve("words.png") + ": found "), bad.getMessage());
        assertTrue(bad.getMessage().contains(", expected ") && bad.getMessage().contains("; "), bad.getMessage());

        MissingImageException alone = assertThrows(MissingImageException.class, () -> rows(MissingImage.FAIL).generateExample(Map.of("photo", "words.png"), false));
        assertTrue(alone.getMessage().startsWith("column 'photo': "), alone.getMessage());
    }

    /** Tribuo's row processor would pass over a column whose name is misspelt, and train without the images. */
    @Test
    void aRowWithoutTheColumnIsOneWithoutTheImage() throws IOException {
        Map<String, String> row = Map.of("Photo", "1.png", "price", "3");
        assertTrue(assertThrows(MissingImageException.class, () -> rows(MissingImage.FAIL).generateExample(row, false)).getMessage().contains("column 'photo'"));
        Example<Label> indicated = rows(MissingImage.INDICATE).generateExample(row, false).orElseThrow();
        assertEquals(1, indicated.lookup("photo@missing").getValue());
        assertEquals(3, indicated.lookup("price@value").getValue());
    }

    @Test
    @SuppressWarnings("unchecked")
    void aWholeTableIsConfiguredByXml() throws IOException {
        Path xml = folder.resolve("config.xml");
        Files.writeString(xml, """
                <?xml version="1.0" encoding="UTF-8"?>
                <config>
                  <component name="labels" type="org.tribuo.classification.LabelFactory"/>
                  <component name="encoder" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                  </component>
                  <component name="photo" type="io.localssl.pipeline.ImageFieldProcessor">
                    <property name="fieldName" value="photo"/>
                    <property name="root" value="%s"/>
                    <property name="encoder" value="encoder"/>
                    <property name="missing" value="SKIP"/>
                  </component>
                  <component name="price" type="org.tribuo.data.columnar.processors.field.DoubleFieldProcessor">
                    <property name="fieldName" value="price"/>
                  </component>
                  <component name="response" type="org.tribuo.data.columnar.processors.response.FieldResponseProcessor">
                    <property name="fieldName" value="label"/>
                    <property name="defaultValue" value="unknown"/>
                    <property name="outputFactory" value="labels"/>
                  </component>
                  <component name="rows" type="io.localssl.pipeline.ImageRowProcessor">
                    <property name="responseProcessor" value="response"/>
                    <propertylist name="fieldProcessorList"><item>photo</item><item>price</item></propertylist>
                  </component>
                  <component name="table" type="org.tribuo.data.csv.CSVDataSource">
                    <property name="dataPath" value="%s"/>
                    <property name="rowProcessor" value="rows"/>
                    <property name="outputFactory" value="labels"/>
                  </component>
                </config>""".formatted(folder.resolve("encoder.onnx"), table.root, table.csv));
        table.setPhoto(8, "");
        ConfigurationManager configuration = new ConfigurationManager(xml.toString());
        try (OnnxImageEncoder configured = (OnnxImageEncoder) configuration.lookup("encoder")) {
            MutableDataset<Label> data = new MutableDataset<>((ConfigurableDataSource<Label>) configuration.lookup("table"));
            assertEquals(ROWS - 1, data.size());
            assertEquals(configured.getDimension() + 1, data.getFeatureMap().size());
        }
    }
}
