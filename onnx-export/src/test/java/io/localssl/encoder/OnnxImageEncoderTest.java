package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.io.ProvenanceSerializationException;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.file.WholeFile;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxImageEncoderTest {
    @TempDir
    private Path folder;

    private final List<Example<Embedding>> images = Images.random(TinyImages.SHAPE, 5, 2);
    private Path path;
    private ModelProvenance training;
    private float[][] expected;

    @BeforeEach
    void save() throws IOException {
        path = folder.resolve("encoder.onnx");
        try (EncoderModel model = new FakePretrainer(TinyImages.SHAPE, 1).train(new MutableDataset<>(new TinyImages<>(new EmbeddingFactory(), 12, 3)))) {
            model.saveONNXModel("org.example", 1, path);
            training = model.getProvenance();
            expected = model.encode(images);
        }
    }

    @Test
    void encodesAsTheModelDid() {
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            assertArrayEquals(expected, encoder.encode(images));
            assertArrayEquals(expected[1], encoder.encode(images.get(1)));
            assertEquals(expected[0].length, encoder.getDimension());
            assertEquals(TinyImages.SHAPE, encoder.getImageShape());
            assertEquals(training, encoder.getTrainingProvenance().orElseThrow());
        }
    }

    @Test
    void readsTheOutputItIsTold() {
        try (OnnxImageEncoder top = OnnxImageEncoder.builder(path).outputName("top").batchSize(2).threads(2).build()) {
            assertEquals("top", top.getOutputName());
            float[] row = top.encode(images.get(0));
            assertEquals(ConvEncoders.small(TinyImages.SHAPE, 1).topDimension(), row.length);
            float[] tail = Arrays.copyOfRange(expected[0], expected[0].length - row.length, expected[0].length);
            assertArrayEquals(tail, row);
        }
    }

    @Test
    void checksTheSha256() {
        String sha256;
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            sha256 = encoder.getSha256();
        }
        assertEquals(ProvenanceUtil.hashResource(ProvenanceUtil.HashType.SHA256, path).toLowerCase(), sha256);
        OnnxImageEncoder.builder(path).sha256(sha256).build().close();
        OnnxImageEncoder.builder(path).sha256(sha256.toUpperCase()).build().close();
        OnnxImageEncoder.Builder other = OnnxImageEncoder.builder(path).sha256("00");
        assertEquals(path + ": found an encoder of SHA-256 " + sha256 + ", expected 00; restore the file, or leave the SHA-256 out to take another",
                assertThrows(EncoderFormatException.class, other::build).getMessage());
    }

    @Test
    void refusesAFileThatIsNotThereOrNoEncoderInOneLine() throws IOException {
        Path none = folder.resolve("none.onnx");
        assertEquals(none + ": found no such file, expected an encoder in ONNX format; check the path",
                assertThrows(EncoderFormatException.class, () -> new OnnxImageEncoder(none)).getMessage());
        assertThrows(EncoderFormatException.class, () -> new OnnxImageEncoder(folder));
        Files.writeString(none, "text");
        String message = assertThrows(EncoderFormatException.class, () -> new OnnxImageEncoder(none)).getMessage();
        assertTrue(message.startsWith(none + ": found 4 bytes that ONNX Runtime cannot load"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void isConfiguredByXml() throws IOException {
        Path xml = folder.resolve("config.xml");
        Files.writeString(xml, """
                <?xml version="1.0" encoding="UTF-8"?>
                <config>
                  <component name="encoder" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                    <property name="outputName" value="top"/>
                    <property name="batchSize" value="3"/>
                  </component>
                  <component name="wrong" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                    <property name="sha256" value="1234"/>
                  </component>
                </config>""".formatted(path, path));
        ConfigurationManager configuration = new ConfigurationManager(xml.toString());
        try (OnnxImageEncoder encoder = (OnnxImageEncoder) configuration.lookup("encoder")) {
            assertEquals("top", encoder.getOutputName());
        }
        assertTrue(assertThrows(PropertyException.class, () -> configuration.lookup("wrong")).getCause() instanceof EncoderFormatException);
    }

    private static Map<String, String> settings(OnnxImageEncoder encoder) {
        Map<String, String> settings = new HashMap<>();
        encoder.getProvenance().getConfiguredParameters().forEach((name, value) -> settings.put(name, value.toString()));
        settings.keySet().retainAll(Set.of("preset", "threads", "batchSize"));
        return settings;
    }

    private static Map<String, String> settings(Preset preset, int threads, int batchSize) {
        return Map.of("preset", preset.name(), "threads", Integer.toString(threads), "batchSize", Integer.toString(batchSize));
    }

    @Test
    void itsProvenanceTellsThePresetAndTheNumbersBehindIt() {
        int processors = Runtime.getRuntime().availableProcessors();
        Map<OnnxImageEncoder.Builder, Map<String, String>> cases = Map.of(
                OnnxImageEncoder.builder(path), settings(Preset.THROUGHPUT, 1, 64),
                OnnxImageEncoder.builder(path).preset(Preset.THROUGHPUT).threads(3), settings(Preset.THROUGHPUT, 3, 64),
                OnnxImageEncoder.builder(path).preset(Preset.LATENCY), settings(Preset.LATENCY, processors, 8),
                OnnxImageEncoder.builder(path).preset(Preset.LATENCY).batchSize(2), settings(Preset.LATENCY, processors, 2));
        cases.forEach((builder, expected) -> {
            try (OnnxImageEncoder encoder = builder.build(); OnnxImageEncoder again = replay(encoder.getProvenance())) {
                assertEquals(expected, settings(encoder));
                assertEquals(expected, settings(again));
                assertArrayEquals(this.expected, encoder.encode(images));
            }
        });
    }

    @Test
    void thePresetKeepsTheOutput() {
        try (OnnxImageEncoder top = OnnxImageEncoder.builder(path).outputName("top").preset(Preset.LATENCY).build()) {
            assertEquals("top", top.getOutputName());
        }
    }

    @Test
    void thePresetIsConfiguredByXml() throws IOException {
        Path xml = folder.resolve("config.xml");
        Files.writeString(xml, """
                <?xml version="1.0" encoding="UTF-8"?>
                <config>
                  <component name="encoder" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                    <property name="preset" value="LATENCY"/>
                    <property name="threads" value="3"/>
                  </component>
                  <component name="wrong" type="io.localssl.encoder.OnnxImageEncoder">
                    <property name="modelPath" value="%s"/>
                    <property name="threads" value="-1"/>
                  </component>
                </config>""".formatted(path, path));
        ConfigurationManager configuration = new ConfigurationManager(xml.toString());
        try (OnnxImageEncoder encoder = (OnnxImageEncoder) configuration.lookup("encoder")) {
            assertEquals(settings(Preset.LATENCY, 3, 8), settings(encoder));
            assertArrayEquals(expected, encoder.encode(images));
        }
        assertTrue(assertThrows(PropertyException.class, () -> configuration.lookup("wrong")).getCause() instanceof LocalSSLException);
    }

    @Test
    void itsProvenanceReachesBackToThePretraining() throws ProvenanceSerializationException {
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            ConfiguredObjectProvenance provenance = encoder.getProvenance();
            Map<String, PrimitiveProvenance<?>> values = provenance.getInstanceValues();
            assertEquals(encoder.getSha256(), values.get(EncoderProvenance.SHA256).getValue());
            assertEquals(training, ONNXExportable.SERIALIZER.deserializeAndUnmarshal((String) values.get(EncoderProvenance.TRAINING).getValue()));

            String serialised = ONNXExportable.SERIALIZER.marshalAndSerialize(provenance);
            assertEquals(provenance, ONNXExportable.SERIALIZER.deserializeAndUnmarshal(serialised));
            OnnxImageEncoderProvenance restored = (OnnxImageEncoderProvenance) ONNXExportable.SERIALIZER.deserializeAndUnmarshal(serialised);
            assertEquals(provenance.getInstanceValues(), restored.getInstanceValues());
            assertEquals(provenance.getConfiguredParameters(), restored.getConfiguredParameters());
        }
    }

    @Test
    void aReplayRefusesAFileThatHasChanged() throws IOException {
        ConfiguredObjectProvenance provenance;
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            provenance = encoder.getProvenance();
        }
        replay(provenance).close();
        WholeFile.write(EncoderGraph.write(ConvEncoders.small(TinyImages.SHAPE, 99), PixelType.FLOAT, Map.of()), path);
        assertThrows(PropertyException.class, () -> replay(provenance));
    }

    private static OnnxImageEncoder replay(ConfiguredObjectProvenance provenance) {
        ConfigurationManager configuration = new ConfigurationManager();
        configuration.addConfiguration(ProvenanceUtil.extractConfiguration(provenance));
        return (OnnxImageEncoder) configuration.lookup(ProvenanceUtil.computeName(provenance, 0));
    }

    @Test
    void anEncoderOfUnknownOriginHasNoTraining() throws IOException {
        WholeFile.write(EncoderGraph.write(ConvEncoders.small(TinyImages.SHAPE, 1), PixelType.FLOAT, Map.of()), path);
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            assertEquals(Optional.empty(), encoder.getTrainingProvenance());
            assertFalse(encoder.getProvenance().getInstanceValues().containsKey(EncoderProvenance.TRAINING));
        }
    }

    @Test
    void aTrainingByClassesThatAreNotHereIsPassedOnAsItStands() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String name = TinyImages.TinyImagesProvenance.class.getName();
        String gone = name.replace("TinyImagesProvenance", "TinyImagesProvenancf");
        Files.write(path, new String(bytes, StandardCharsets.ISO_8859_1).replace(name, gone)
                .getBytes(StandardCharsets.ISO_8859_1));
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(path)) {
            assertEquals(Optional.empty(), encoder.getTrainingProvenance());
            assertTrue(encoder.getProvenance().getInstanceValues().get(EncoderProvenance.TRAINING).getValue().toString().contains(gone));
        }
    }
}
