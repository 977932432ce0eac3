package io.localssl.train;

import ai.onnx.proto.OnnxMl;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.localssl.LocalSSLException;
import io.localssl.augment.AugmentationSettings;
import io.localssl.data.ImageStore;
import io.localssl.data.ImageStoreDataSource;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.Fit;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageDirectoryDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpecException;
import io.localssl.nn.conv.ConvolutionMethod;
import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalSSLTrainerTest {

    private static LocalSSLTrainer.Builder small() {
        return LocalSSLTrainer.builder().net("8,16M,16M").epochs(1).batchSize(16).seed(3).threads(2);
    }

    private static ShapesDataSource<Embedding> shapes(int size) {
        return new ShapesDataSource<>(size, 5, new EmbeddingFactory());
    }

    private static MutableDataset<Embedding> emptyDataset() {
        EmbeddingFactory factory = new EmbeddingFactory();
        return new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
    }

    /** All weights, bit for bit: the initialisers of the graph. */
    private static List<OnnxMl.TensorProto> weights(EncoderModel model) throws IOException {
        return OnnxMl.ModelProto.parseFrom(model.getOnnx()).getGraph().getInitializerList();
    }

    private static List<OnnxMl.TensorProto> weightsAndClose(EncoderModel model) throws IOException {
        try (model) {
            return weights(model);
        }
    }

    @Test
    void theSameSettingsGiveTheSameBits() throws IOException {
        List<OnnxMl.TensorProto> once = weightsAndClose(small().build().train(ImageStore.read(shapes(50))));
        assertEquals(once, weightsAndClose(small().build().train(ImageStore.read(shapes(50)))));
        assertEquals(once, weightsAndClose(small().build().train(new MutableDataset<>(shapes(50)))), "through a Tribuo data set");
        assertNotEquals(once, weightsAndClose(small().seed(4).build().train(ImageStore.read(shapes(50)))));
        assertNotEquals(once, weightsAndClose(small().augmentation(AugmentationSettings.builder().minCropArea(0.9).build()).build()
                .train(ImageStore.read(shapes(50)))));
    }

    @Test
    void aLaterInvocationIsAnotherAndCanBeRepeated() throws IOException {
        LocalSSLTrainer trainer = small().build();
        ImageStore images = ImageStore.read(shapes(40));
        List<OnnxMl.TensorProto> first = weightsAndClose(trainer.train(images));
        List<OnnxMl.TensorProto> second = weightsAndClose(trainer.train(images));
        assertNotEquals(first, second);
        assertEquals(2, trainer.getInvocationCount());
        trainer.setInvocationCount(1);
        assertEquals(second, weightsAndClose(trainer.train(images)));
        MutableDataset<Embedding> dataset = new MutableDataset<>(shapes(40));
        assertEquals(first, weightsAndClose(trainer.train(dataset, Map.of(), 0)));
    }

    /** Told before each training, and found in it by a listener. */
    @Test
    void theAugmenterOfTheNextTraining() {
        ImageStore images = ImageStore.read(shapes(20));
        byte[] image = new byte[images.getShape().size()];
        images.copyImage(3, image, 0);
        List<byte[]> used = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStart(TrainingStart start) {
                used.add(start.augmenter().newTransform().levels(image, 1, 3, 1));
            }
        };
        LocalSSLTrainer trainer = small().augmentation(AugmentationSettings.builder().minCropArea(0.5).build()).listener(listener).build();
        for (int invocation = 0; invocation < 2; invocation++) {
            byte[] told = trainer.augmenter(images.getShape()).newTransform().levels(image, 1, 3, 1);
            assertArrayEquals(told, trainer.augmenter(images.getShape()).newTransform().levels(image, 1, 3, 1), "asking changes nothing");
            trainer.train(images).close();
            assertArrayEquals(used.get(invocation), told);
        }
        assertFalse(Arrays.equals(used.get(0), used.get(1)));
    }

    /** Nothing but the provenance of the model: its configuration holds the trainer and the data source. */
    @Test
    void trainingAgainFromTheProvenanceGivesTheSameBits() throws IOException {
        LocalSSLTrainer trainer = small().rule("clapp++both").pool("4-4-2").weightDecay(1e-5)
                .augmentation(AugmentationSettings.builder().minCropArea(0.5).hue(0.1).build()).build();
        trainer.train(ImageStore.read(shapes(40))).close();
        try (EncoderModel model = trainer.train(ImageStore.read(shapes(40)))) {
            assertEquals(weights(model), weightsAndClose(replay(model.getProvenance())), "from a store");
            try (EncoderModel onDataset = trainer.train(new MutableDataset<>(shapes(40)))) {
                assertEquals(weights(onDataset), weightsAndClose(replay(onDataset.getProvenance())), "from a data set");
            }
        }
    }

    /** Files of any size, kept as they are: the encoder takes squares, and the provenance trains it again. */
    @Test
    void imagesWithSidesOfTheirOwn(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 12; i++) {
            BufferedImage image = new BufferedImage(20 + 7 * (i % 5), 50 - 6 * (i % 3), BufferedImage.TYPE_INT_RGB);
            image.createGraphics().fillRect(i, 2 * i, 10 + i, 9);
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(3, 24, 24)).fit(Fit.SHRINK).build();
        ImageDataSource<Embedding> source = new ImageDirectoryDataSource<>(folder, decoder, BadFilePolicy.fail(), new EmbeddingFactory());
        LocalSSLTrainer trainer = small().imageSize(16).build();
        assertEquals(new ImageShape(3, 16, 16), trainer.viewShape(source));
        assertEquals(new ImageShape(3, 64, 64), small().build().viewShape(source));
        try (EncoderModel model = trainer.train(ImageStore.read(source));
             ImageStore packed = ImageStore.packed(source, folder.resolve(".packed.store"));
             ImageStore again = ImageStore.read(new ImageStoreDataSource<>(folder.resolve(".packed.store"), new EmbeddingFactory()))) {
            assertEquals(new ImageShape(3, 16, 16), model.getImageShape());
            assertEquals(weights(model), weightsAndClose(replay(model.getProvenance())));
            assertTrue(packed.isMixed());
            assertEquals(weights(model), weightsAndClose(trainer.train(packed, Map.of(), 0)));
            assertEquals(weights(model), weightsAndClose(trainer.train(again, Map.of(), 0)));
        }
    }

    /** Of images of one shape as well: crops of a smaller size. */
    @Test
    void viewsMayBeSmallerThanImages() throws IOException {
        ImageStore images = ImageStore.read(shapes(20));
        try (EncoderModel model = small().imageSize(24).build().train(images); EncoderModel same = small().imageSize(32).build().train(images); EncoderModel own = small().build().train(images)) {
            assertEquals(new ImageShape(3, 24, 24), model.getImageShape());
            assertEquals(weights(own), weights(same));
        }
        assertThrows(LocalSSLException.class, () -> small().imageSize(-1).build());
    }

    static Stream<String> rules() {
        return Stream.concat(Rule.presets().stream().map(rule -> rule.objective() instanceof PatchPrediction ? rule.name() + ":prediction-steps=1" : rule.name()), Stream.of("clapp++:contrast=phyll:theta=2:negatives=3", "clapp++dfb:projection=low-rank:rank=3",
                "clapp++:context=1-1-3:positive-weight=0.5:projection-decay=0.01", "bp-infonce:rank=5:temperature=0.5",
                "ff:negatives=mix:goodness=position:pooling=spatial"));
    }

    /** Every rule trains, is exported, and is replayed from its provenance to the same bits. */
    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleTrainsAndReplays(String rule) throws IOException {
        String net = FittingNet.of(rule, "8,6M,8M", "16/8");
        LocalSSLTrainer trainer = small().net(net).rule(rule).epochs(3).build();
        try (EncoderModel model = trainer.train(ImageStore.read(shapes(20)));
             EncoderModel untrained = small().net(net).rule(rule).epochs(0).build().train(ImageStore.read(shapes(20)))) {
            assertEquals(weights(model), weightsAndClose(replay(model.getProvenance())));
            assertEquals(rule.startsWith("trained-feedback"), weights(model).equals(weights(untrained)), "only trained feedback leaves the encoder alone");
            assertEquals(8 * 64 + 6 * 16 + 8 * 16, model.encode(List.of(shapes(1).iterator().next()))[0].length);
            OnnxMl.ModelProto graph = OnnxMl.ModelProto.parseFrom(model.getOnnx());
            assertTrue(graph.getMetadataPropsList().stream().anyMatch(p -> p.getValue().equals(rule)), "the file names its rule");
        }
    }

    /** What was found at one time is written down, so the run can be repeated whatever would be found at another. */
    @Test
    void autotunedConvolutionsAreWrittenDown() throws IOException {
        LocalSSLTrainer tuned = small().build().autotuned(shapes(1).getImageShape());
        assertEquals(3, ConvolutionMethod.parse(tuned.convolutions()).size());
        for (String methods : List.of(tuned.convolutions(), "direct-direct-direct", "winograd-winograd-winograd")) {
            try (EncoderModel model = small().convolutions(methods).build().train(ImageStore.read(shapes(20)))) {
                assertEquals(new StringProvenance("convolutions", methods), model.getProvenance().getTrainerProvenance().getConfiguredParameters().get("convolutions"));
                assertEquals(weights(model), weightsAndClose(replay(model.getProvenance())));
            }
        }
        assertNotEquals(weightsAndClose(small().convolutions("direct-direct-direct").build().train(ImageStore.read(shapes(20)))),
                weightsAndClose(small().convolutions("winograd-winograd-winograd").build().train(ImageStore.read(shapes(20)))));
    }

    private static EncoderModel replay(ModelProvenance provenance) {
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(ProvenanceUtil.extractConfiguration(provenance));
        LocalSSLTrainer trainer = manager.lookupAll(LocalSSLTrainer.class).get(0);
        ImageDataSource<?> source = (ImageDataSource<?>) manager.lookupSingleton(ConfigurableDataSource.class, true);
        int invocation = (Integer) provenance.getTrainerProvenance().getInstanceValues().get("train-invocation-count").getValue();
        return trainer.train(ImageStore.read(source), Map.of(), invocation);
    }

    @Test
    void anOlcutFileConfiguresTheTrainer(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("config.xml");
        Files.writeString(file, """
                <config>
                  <component name="trainer" type="io.localssl.train.LocalSSLTrainer">
                    <property name="net" value="8,16M,16M"/><property name="epochs" value="1"/><property name="batchSize" value="16"/>
                    <property name="seed" value="3"/><property name="threads" value="2"/><property name="augmentation" value="views"/>
                  </component>
                  <component name="views" type="io.localssl.augment.AugmentationSettings"><property name="blurProbability" value="0"/></component>
                </config>
                """);
        LocalSSLTrainer configured = (LocalSSLTrainer) new ConfigurationManager(file.toString()).lookup("trainer");
        LocalSSLTrainer built = small().augmentation(AugmentationSettings.builder().blurProbability(0).build()).build();
        assertEquals(built.toString(), configured.toString());
        assertEquals(weightsAndClose(built.train(ImageStore.read(shapes(20)))), weightsAndClose(configured.train(ImageStore.read(shapes(20)))));
    }

    @Test
    void aModelIsSavedAndReadBack(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.tribuo");
        try (EncoderModel model = small().build().train(ImageStore.read(shapes(20)))) {
            model.serializeToFile(file);
            try (EncoderModel loaded = assertInstanceOf(EncoderModel.class, Model.deserializeFromFile(file))) {
                assertEquals(model.getProvenance(), loaded.getProvenance());
                for (Example<Embedding> image : shapes(5)) {
                    assertEquals(model.predict(image).getOutput(), loaded.predict(image).getOutput());
                }
            }
        }
    }

    @Test
    void theListenerSeesEveryStepAndCanTakeASnapshot() throws IOException {
        List<StepReport> steps = new ArrayList<>();
        List<List<OnnxMl.TensorProto>> snapshots = new ArrayList<>();
        LocalSSLTrainer trainer = small().epochs(2).listener(new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                steps.add(report);
            }

            @Override
            public void onEpoch(EpochReport report) {
                assertTrue(report.imagesPerSecond() > 0 && report.secondsTotal() > 0 && report.secondsAugment() > 0);
                try {
                    snapshots.add(weightsAndClose(report.snapshot().get()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }).build();
        List<OnnxMl.TensorProto> end = weightsAndClose(trainer.train(ImageStore.read(shapes(40))));
        assertEquals(List.of(16, 16, 8, 16, 16, 8), steps.stream().map(StepReport::images).toList());
        assertEquals(3, steps.get(0).stepsPerEpoch());
        assertEquals(2, snapshots.size());
        assertNotEquals(snapshots.get(0), end);
        assertEquals(snapshots.get(1), end);
    }

    /** A last batch of one image has no other image to be told from: it is left out. */
    @Test
    void aSingleImageAtTheEndIsLeftOut() {
        List<Integer> sizes = new ArrayList<>();
        small().listener(new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                sizes.add(report.images());
            }
        }).build().train(ImageStore.read(shapes(33))).close();
        assertEquals(List.of(16, 16), sizes);
    }

    @Test
    void aBatchLargerThanTheDataIsAllTheData() throws IOException {
        assertEquals(weightsAndClose(small().batchSize(20).build().train(ImageStore.read(shapes(20)))),
                weightsAndClose(small().batchSize(1000).build().train(ImageStore.read(shapes(20)))));
    }

    @Test
    void ordinaryExamplesTrainWithAGivenShape() throws IOException {
        MutableDataset<Embedding> ordinary = emptyDataset();
        for (Example<Embedding> image : shapes(20)) {
            ordinary.add(((ImageExample<Embedding>) image).toArrayExample());
        }
        assertEquals(weightsAndClose(small().build().train(ImageStore.read(shapes(20)))),
                weightsAndClose(small().imageShape(new ImageShape(3, 32, 32)).build().train(ordinary)));
        assertThrows(LocalSSLException.class, () -> small().build().train(ordinary));
    }

    @Test
    void noEpochsGiveTheUntrainedEncoder() throws IOException {
        List<OnnxMl.TensorProto> untrained = weightsAndClose(small().epochs(0).build().train(ImageStore.read(shapes(20))));
        assertNotEquals(untrained, weightsAndClose(small().build().train(ImageStore.read(shapes(20)))));
    }

    @Test
    void aLossThatIsNoNumberEndsTraining() {
        String message = refusal(DivergedException.class, () -> small().learningRate(1e30).epochs(3).build().train(ImageStore.read(shapes(60))));
        assertTrue(message.contains("block") && message.contains("step") && message.contains("lower the learning rate"), message);
    }

    @Test
    void whatCannotWorkIsRefusedBeforeTraining() {
        assertTrue(refusal(LocalSSLException.class, () -> small().rule("clap").build()).contains("clapp++dfb"));
        assertTrue(refusal(LocalSSLException.class, () -> small().batchSize(1).build()).contains("batchSize 1"));
        assertTrue(refusal(LocalSSLException.class, () -> small().epochs(-1).build()).contains("epochs -1"));
        assertTrue(refusal(LocalSSLException.class, () -> small().learningRate(Double.NaN).build()).contains("learningRate NaN"));
        assertTrue(refusal(LocalSSLException.class, () -> small().backend("cuda").build().train(ImageStore.read(shapes(20)))).contains("cuda"));
        assertTrue(refusal(LocalSSLException.class, () -> small().convolutions("direct-direct").build().train(ImageStore.read(shapes(20)))).contains("3 convolutions"));
        assertTrue(refusal(LocalSSLException.class, () -> small().convolutions("direct-direct-fft").build()).contains("fft"));
        assertTrue(refusal(LocalSSLException.class, () -> small().backend("nd4j").convolutions("direct-direct-direct").build()).contains("nd4j"));
        assertTrue(refusal(LocalSSLException.class, () -> small().backend("nd4j").build().autotuned(shapes(1).getImageShape())).contains("nd4j"));
        assertTrue(refusal(EncoderSpecException.class, () -> small().net("vgg6s").pool("4-4-4-2-2-3").build().train(ImageStore.read(shapes(20))))
                .contains("block 6"));
        assertTrue(refusal(ImageDataException.class, () -> small().build().train(ImageStore.read(shapes(1)))).contains("1 image"));
        assertThrows(LocalSSLException.class, () -> small().build().train(emptyDataset()));
    }

    private static String refusal(Class<? extends LocalSSLException> type, Supplier<Object> work) {
        String message = assertThrows(type, work::get).getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }
}
