package io.localssl.bench;

import io.localssl.LocalSSLException;
import io.localssl.augment.AugmentationSettings;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.loss.Pairs;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Optimiser;
import io.localssl.train.Activations;
import io.localssl.train.Learner;
import io.localssl.train.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StepBenchmarkTest {
    private static final ImageStore IMAGES = ImageStore.read(new ShapesDataSource<>(24, 1, new EmbeddingFactory()));
    private static final EncoderSpec SPEC = EncoderSpec.of("8,16M,16", null, IMAGES.getShape());
    private static final int BATCH = 6;
    /** A map of 8 channels of 32x32 for all views, in units of 2^20 bytes. */
    private static final double MAP_MB = 2.0 * BATCH * 8 * 1024 * Float.BYTES / (1 << 20);

    private static StepMeasurement measure(String rule, int threads) {
        return new StepBenchmark(SPEC, Rule.of(rule), Backends.of("auto"), IMAGES, BATCH, threads, 0.05).measure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clapp++both", "clapp++greedy", "clapp++lowrank:rank=3", "bp-infonce", "trained-feedback"})
    void everyRuleIsMeasured(String rule) {
        StepMeasurement measured = measure(rule, 2);
        assertTrue(measured.steps() >= 5);
        assertEquals(1000 * BATCH / measured.step().ms(), measured.imagesPerSecond());
        for (Part part : Part.values()) {
            Timing time = measured.parts().get(part).time();
            assertTrue(time.minMs() >= 0 && time.minMs() <= time.ms() && time.spreadMs() >= 0, part + " " + time);
        }
        for (Part part : new Part[]{Part.AUGMENT, Part.FORWARD, Part.LOSS, Part.WEIGHT_GRADIENT, Part.UPDATE}) {
            boolean used = !rule.equals("trained-feedback") || part != Part.WEIGHT_GRADIENT;
            assertTrue(!used || measured.parts().get(part).time().ms() > 0 && measured.parts().get(part).gflops() > 0, part.toString());
        }
        assertTrue(measured.efficiency() > 0 && measured.efficiency() < 3, "efficiency " + measured.efficiency());
        assertEquals(rule.startsWith("bp-") || rule.equals("trained-feedback"), measured.parts().get(Part.INPUT_GRADIENT).gflops() > 0);
    }

    /** One clock runs through the whole step, so what is not in one part is in another. */
    @Test
    void theLastStepsPartsAreTheStep() {
        PartClock clock = new PartClock();
        clock.start();
        for (Part part : Part.values()) {
            double sum = 0;
            for (int i = 0; i < 1000; i++) {
                sum += Math.sqrt(i);
            }
            clock.end(part, sum, 1);
            clock.end(Part.FORWARD);
        }
        double sum = 0;
        for (Part part : Part.values()) {
            sum += clock.millis(part);
        }
        assertEquals(clock.stepMillis(), sum, 1e-9);
        clock.start();
        assertEquals(0, clock.stepMillis());
        assertEquals(0, clock.operations(Part.FORWARD) + clock.productOperations());
    }

    /** Nominal arithmetic of a whole step by the paper's rule, added up by hand. */
    @Test
    void aStepsArithmetic() {
        PartClock clock = new PartClock();
        int rows = 2 * BATCH;
        try (Learner learner = new Learner(SPEC, Rule.of("clapp++"), MeasuredKernel.backend(Backends.of("auto"), clock), DataType.FLOAT, Activations.KEEP, 1,
                new SplittableRandom(1))) {
            clock.start();
            learner.step(BATCH, Pairs.nextRow(BATCH), new MeasuredOptimiser(new AdamW(0), clock), 1e-3, (block, loss) -> clock.end(Part.LOSS));
        }
        double convolutions = 2.0 * rows * 9 * (3 * 8 * 1024 + 8 * 16 * 1024 + 16 * 16 * 256);
        double matrices = 512.0 * 512 + 2 * 256 * 256;
        double weights = 9.0 * (3 * 8 + 8 * 16 + 16 * 16) + 8 + 16 + 16;
        assertEquals(convolutions, clock.operations(Part.FORWARD));
        assertEquals(convolutions, clock.operations(Part.WEIGHT_GRADIENT));
        assertEquals(0, clock.operations(Part.INPUT_GRADIENT));
        assertEquals(2 * rows * matrices + 14 * (matrices + weights), clock.operations(Part.UPDATE));
        assertEquals(2 * convolutions + 2 * rows * matrices, clock.productOperations());
    }

    /** With patches each of 16 a view is a row of the convolutions, and the gradients of matrices have as many columns as there are predictions by them. */
    @Test
    void aStepsArithmeticWithPatches() {
        PartClock clock = new PartClock();
        EncoderSpec spec = EncoderSpec.of("8,16M:patches=8/8", null, IMAGES.getShape());
        int rows = 2 * BATCH * 16;
        try (Learner learner = new Learner(spec, Rule.of("clapp:prediction-steps=2"), MeasuredKernel.backend(Backends.of("auto"), clock), DataType.FLOAT, Activations.KEEP, 1,
                new SplittableRandom(1))) {
            clock.start();
            learner.step(BATCH, learner.pairs(BATCH, new SplittableRandom(2)), new MeasuredOptimiser(new AdamW(0), clock), 1e-3, (block, loss) -> clock.end(Part.LOSS));
        }
        double weights = 9.0 * (3 * 8 + 8 * 16) + 8 + 16;
        double matrix = 8.0 * 8 + 16 * 16;
        assertEquals(2.0 * rows * 9 * (3 * 8 + 8 * 16) * 64, clock.operations(Part.FORWARD));
        assertEquals(2 * 2 * BATCH * 2 * (8 + 4) * matrix + 14 * (4 * matrix + weights), clock.operations(Part.UPDATE));
    }

    @Test
    void measuringChangesNoBit() {
        PartClock clock = new PartClock();
        clock.start();
        Backend backend = Backends.of("auto");
        AdamW optimiser = new AdamW(0.1);
        assertArrayEquals(weightsAfterSteps(backend, optimiser), weightsAfterSteps(MeasuredKernel.backend(backend, clock), new MeasuredOptimiser(optimiser, clock)));
    }

    private static float[] weightsAfterSteps(Backend backend, Optimiser optimiser) {
        try (Learner learner = new Learner(SPEC, Rule.of("clapp++both:projection-decay=0.2"), backend, DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(1));
             Batches batches = new Batches(IMAGES, AugmentationSettings.defaults(), BATCH, 1)) {
            for (int i = 0; i < 3; i++) {
                OffHeap.write(batches.next().pixels(), learner.input(BATCH));
                learner.step(BATCH, Pairs.nextRow(BATCH), optimiser, 1e-3, (block, loss) -> { });
            }
            INDArray matrix = learner.losses().get(0).values().get(1);
            float[] weights = OffHeap.read(learner.encoder().blocks().get(1).weight().value());
            float[] both = Arrays.copyOf(weights, weights.length + (int) matrix.length());
            System.arraycopy(OffHeap.read(matrix), 0, both, weights.length, (int) matrix.length());
            return both;
        }
    }

    /** Depth costs back-propagation memory, and a local rule none: it keeps the maps of two neighbours, and the features of one block with the gradient of their windows. */
    @Test
    void memoryOfLocalLearningDoesNotGrowWithDepth() {
        StepMemory[] local = {memory("8,8", "clapp++pooled", "auto"), memory("8,8,8,8,8,8", "clapp++pooled", "auto")};
        StepMemory[] global = {memory("8,8", "bp-clapp++", "auto"), memory("8,8,8,8,8,8", "bp-clapp++", "auto")};
        assertTrue(local[0].peakMb() > 2 * MAP_MB, "at least the maps of two neighbours: " + local[0]);
        assertEquals(2 * MAP_MB, local[0].activationsMb(), MAP_MB / 10);
        assertEquals(local[0].activationsMb(), local[1].activationsMb(), MAP_MB / 100);
        assertEquals(local[0].peakMb(), local[1].peakMb(), MAP_MB / 10);
        assertEquals(4 * MAP_MB, global[0].activationsMb(), MAP_MB / 10, "maps, and the gradients of two neighbours");
        assertEquals(global[0].activationsMb() + 4 * MAP_MB, global[1].activationsMb(), MAP_MB / 10);
        assertEquals(global[0].peakMb() + 4 * MAP_MB, global[1].peakMb(), MAP_MB / 10);
        assertTrue(local[0].peakMb() < global[0].peakMb());
        assertTrue(local[0].activationsMb() < local[0].peakMb());
    }

    /** ND4J's own operations keep all maps with their gradients, whatever the rule. */
    @Test
    void activationsOfABackendThatKeepsAll() {
        StepMemory measured = memory("8,8", "clapp++pooled", "nd4j");
        assertEquals(4 * MAP_MB, measured.activationsMb(), MAP_MB / 10);
        assertTrue(measured.activationsMb() < measured.peakMb());
    }

    private static StepMemory memory(String net, String rule, String backend) {
        EncoderSpec spec = EncoderSpec.of(net, null, IMAGES.getShape());
        return StepMemory.measure(spec, Rule.of(rule), Backends.of(backend), BATCH, 1);
    }

    /** Of a rule that is back-propagation already, the local side is the same loss in each block. */
    @Test
    void memoryOfTheOtherSide() {
        StepMeasurement measured = measure("bp-clapp++", 1);
        StepMemory pooled = StepMemory.measure(SPEC, Rule.of("clapp++pooled"), Backends.of("auto"), BATCH, 1);
        assertEquals(pooled.parametersMb(), measured.local().parametersMb());
        assertEquals(pooled.peakMb(), measured.local().peakMb(), 0.02);
        assertTrue(measured.local().peakMb() < measured.backPropagation().peakMb());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Rule rule = Rule.of("clapp++");
        Backend backend = Backends.of("auto");
        assertThrows(LocalSSLException.class, () -> new StepBenchmark(SPEC, rule, backend, IMAGES, 1, 1, 1));
        assertThrows(LocalSSLException.class, () -> new StepBenchmark(SPEC, rule, backend, IMAGES, 2, 0, 1));
        assertThrows(LocalSSLException.class, () -> new StepBenchmark(SPEC, rule, backend, IMAGES, 2, 1, 0));
        assertThrows(LocalSSLException.class, () -> new StepBenchmark(SPEC, rule, backend, IMAGES, 2, 1, Double.NaN));
    }
}
