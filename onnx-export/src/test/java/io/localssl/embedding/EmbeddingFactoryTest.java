package io.localssl.embedding;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.datasource.IDXDataSource;

import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbeddingFactoryTest {
    private final EmbeddingFactory factory = new EmbeddingFactory();

    @Test
    void noLabelSurvives() {
        assertSame(Embedding.UNLABELLED, factory.generateOutput("cat"));
        assertSame(Embedding.UNLABELLED, factory.generateOutput(7));
        assertSame(Embedding.UNLABELLED, factory.generateOutput(new Embedding(new float[2])));
        assertSame(Embedding.UNLABELLED, factory.getUnknownOutput());
        assertEquals(Embedding.class, factory.getTypeWitness());
    }

    @Test
    void makesALabelledSourceUnlabelled(@TempDir Path folder) throws Exception {
        Path images = folder.resolve("images");
        Path labels = folder.resolve("labels");
        IDXDataSource.IDXData.createIDXData(IDXDataSource.IDXType.UBYTE, new int[]{3, 1, 2}, new double[]{1, 2, 3, 4, 5, 6}).save(images, false);
        IDXDataSource.IDXData.createIDXData(IDXDataSource.IDXType.UBYTE, new int[]{3}, new double[]{7, 8, 9}).save(labels, false);

        MutableDataset<Embedding> dataset = new MutableDataset<>(new IDXDataSource<>(images, labels, factory));
        assertEquals(3, dataset.size());
        assertEquals(3, dataset.getOutputInfo().getUnknownCount());
        assertTrue(dataset.validate(Embedding.class));
    }

    @Test
    void infoOfAnExternalModel() {
        Embedding five = new Embedding(new float[5]);
        assertEquals(new ImmutableEmbeddingInfo(5, 1, 0), factory.constructInfoForExternalModel(Map.of(five, 0)));
        Embedding four = new Embedding(new float[4]);
        assertThrows(IllegalArgumentException.class, () -> factory.constructInfoForExternalModel(Map.of(five, 0, four, 1)));
        assertThrows(IllegalArgumentException.class, () -> factory.constructInfoForExternalModel(Map.of(five, 1)));
        assertThrows(IllegalArgumentException.class, () -> factory.constructInfoForExternalModel(Map.of(Embedding.UNLABELLED, 0)));
        assertThrows(IllegalArgumentException.class, () -> factory.constructInfoForExternalModel(Map.of()));
    }

    @Test
    void protobufAndProvenanceRoundTrips() {
        assertEquals(factory, OutputFactory.deserialize(factory.serialize()));
        assertThrows(IllegalStateException.class, () -> OutputFactory.deserialize(factory.serialize().toBuilder().setVersion(9).build()));
        assertEquals(factory.getProvenance(), ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(factory.getProvenance())));
    }

    @Test
    void replaysFromItsProvenance() {
        try (ConfigurationManager cm = new ConfigurationManager()) {
            cm.addConfiguration(ProvenanceUtil.extractConfiguration(factory.getProvenance()));
            assertInstanceOf(EmbeddingFactory.class, cm.lookup("embeddingfactory-0"));
        }
    }

    @Test
    void embeddingsRoundTripAndCompare() {
        Embedding embedding = new Embedding(new float[]{0, -1.5f, Float.MAX_VALUE});
        assertEquals(embedding, Output.deserialize(embedding.serialize()));
        assertEquals(Embedding.UNLABELLED, Output.deserialize(Embedding.UNLABELLED.serialize()));
        assertEquals(embedding, embedding.copy());
        assertTrue(embedding.fullEquals(embedding.copy()));
        embedding.getValues()[0] = 9;
        assertEquals(0, embedding.getValues()[0]);
    }
}
