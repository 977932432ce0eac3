package io.localssl.train;

import io.localssl.data.ImageStore;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Lars;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tribuo.Example;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FootprintTest {

    static Stream<String> rules() {
        return Stream.concat(Rule.presets().stream().map(Rule::name).map(rule -> rule.equals("clapp++lowrank") ? "clapp++lowrank:rank=3" : rule.endsWith("clapp") || rule.equals("clapp-s") ? rule + ":prediction-steps=1" : rule),
                Stream.of("clapp++:context=2-2-1", "infonce-local:rank=5", "clapp:prediction-steps=1:retrodiction=false:projection=low-rank:rank=2"));
    }

    /** Against what a learner of the same rule allocates. */
    @ParameterizedTest
    @MethodSource("rules")
    void countsWhatALearnerHolds(String name) {
        // grids that make all features equally long, as the identity wants
        Rule rule = Rule.of(name);
        EncoderSpec spec = EncoderSpec.of(FittingNet.of(name, "4,4M,4M", "4/2"), "4-2-1", new ImageShape(3, 9, 8));
        try (Learner learner = new Learner(spec, rule, Backends.of("nd4j"), DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(1))) {
            long encoder = learner.encoder().all().mapToLong(p -> p.value().length()).sum();
            List<BlockLoss> losses = learner.losses().stream().filter(Objects::nonNull).toList();
            long matrices = losses.stream().flatMap(loss -> loss.values().stream()).mapToLong(value -> value.length()).sum();
            long feedback = learner.feedback().stream().mapToLong(INDArray::length).sum();
            long learned = losses.stream().flatMap(loss -> loss.parameters().stream()).map(Parameter::value).mapToLong(value -> value.length()).sum();
            for (Optimiser optimiser : List.of(new AdamW(0), new Lars(0))) {
                Footprint footprint = Footprint.of(spec, rule, optimiser, Activations.KEEP, 2);
                assertEquals(encoder, footprint.encoderParameters());
                assertEquals(matrices + feedback, footprint.matrixParameters());
                assertEquals(4 * (2 * encoder + matrices + feedback + (encoder + learned) * (optimiser instanceof AdamW ? 2 : 1)), footprint.parameterBytes());
            }
        }
    }

    /** Encoder and matrices as measured on the published code (the paper's net, its CIFAR-10 images). */
    @Test
    void theNetOfThePaper() {
        EncoderSpec spec = EncoderSpec.of("vgg6", null, new ImageShape(3, 32, 32));
        assertEquals(16_226_816, spec.parameters());
        assertEquals(201_326_592, Footprint.of(spec, Rule.of("clapp++"), new AdamW(0), Activations.KEEP, 32).matrixParameters());
        assertEquals(134_217_728, Footprint.of(spec, Rule.of("clapp++dfb"), new AdamW(0), Activations.KEEP, 32).matrixParameters());
        assertEquals(335_544_320, Footprint.of(spec, Rule.of("clapp++both"), new AdamW(0), Activations.KEEP, 32).matrixParameters());
    }

    /** Local rules keep the widest pair of maps, contexts from above and back-propagation all of them; gradients that travel take a pair of their own. */
    @ParameterizedTest
    @CsvSource({"clapp++, KEEP, 192", "clapp++dfb, KEEP, 200", "clapp++dfb, RECOMPUTE, 192", "bp-clapp++, KEEP, 360", "dfa-clapp++, KEEP, 200", "dfa-clapp++, RECOMPUTE, 192",
        "pc-clapp++, KEEP, 528"})
    void mapsOfABatch(String rule, Activations activations, int floats) {
        // an image of 32 floats, maps of 128, 32 and 8
        EncoderSpec spec = EncoderSpec.of("8,8M,2", "1-1-1", new ImageShape(2, 4, 4));
        assertEquals(4 * 2 * 3 * floats, Footprint.of(spec, Rule.of(rule), new AdamW(0), activations, 3).batchBytes());
    }

    /** Nothing is allocated for what no machine has: a matrix from a map of 64x512x512 to another is 1.1 PB. */
    @ParameterizedTest
    @ValueSource(strings = {"dfa-clapp++:pooling=none", "clapp++:pooling=none"})
    void whatNoMachineHasIsRefused(String rule) {
        byte[] pixels = new byte[3 * 512 * 512];
        EmbeddingFactory factory = new EmbeddingFactory();
        Example<Embedding> image = new ImageExample<>(factory.getUnknownOutput(), new ImageShape(3, 512, 512), pixels);
        LocalSSLTrainer trainer = LocalSSLTrainer.builder().rule(rule).net("64,64").epochs(1).build();
        ImageStore images = ImageStore.read(new ListDataSource<>(List.of(image, image), factory, new SimpleDataSourceProvenance("test", factory)));
        FootprintException e = assertThrows(FootprintException.class, () -> trainer.train(images));
        assertTrue(e.getMessage().contains("pool") && e.getMessage().contains(" MB of this machine"), e.getMessage());
        assertEquals(0, trainer.getInvocationCount());
    }

    @Test
    void whatFitsIsNotRefused() {
        Footprint footprint = new Footprint(10, 20, 3_000_000, 9_000_000);
        footprint.requireWithin(3_000_000);
        assertTrue(assertThrows(FootprintException.class, () -> footprint.requireWithin(2_999_999)).getMessage().contains("take 3 MB"));
    }
}
