package io.localssl.bench;

import io.localssl.LocalSSLException;
import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.ViewLoader;
import io.localssl.data.ImageStore;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.ComputeThreads;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Workers;
import io.localssl.train.Activations;
import io.localssl.train.Credit;
import io.localssl.train.Learner;
import io.localssl.train.Rule;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures steps of training as pretraining takes them: batches from the augmenter in the background, and {@link Learner#step} with AdamW.
 * <p>
 * Its parts are timed within these steps, by looking at the clock between them; only the augmentation, which runs beside them, is timed by itself on one thread.
 *
 * @param spec    the encoder.
 * @param rule    the learning rule.
 * @param backend the arithmetic.
 * @param images  the images.
 * @param batch   images in a step.
 * @param threads threads that compute.
 * @param seconds how long steps are measured; they are warmed up half as long before.
 */
public record StepBenchmark(EncoderSpec spec, Rule rule, Backend backend, ImageStore images, int batch, int threads, double seconds) {
    private static final double LEARNING_RATE = 2e-4;
    private static final int MIN_STEPS = 5;

    /** @throws LocalSSLException if a setting is out of its range or the rule does not fit. */
    public StepBenchmark {
        require("batch size", batch, batch >= 2, "at least 2");
        require("threads", threads, threads >= 1, "at least 1");
        require("seconds", seconds, seconds > 0 && Double.isFinite(seconds), "a number above 0");
        rule.requireFits(spec);
        rule.requireFits(spec.depth(), batch, spec.depth());
        rule.baseline().requireFits(1, batch, spec.depth());
    }

    private static void require(String name, Object value, boolean valid, String expected) {
        if (!valid) {
            throw new LocalSSLException("found " + name + " " + value + ", expected " + expected);
        }
    }

    /** @return what a step costs. It takes about twice as many seconds as were asked for, and longer where a few steps do. */
    @SuppressWarnings("try") // the number of threads holds while its scope is open
    public StepMeasurement measure() {
        AugmentationSettings augmentation = AugmentationSettings.defaults();
        try (ComputeThreads compute = new ComputeThreads(backend.nativeThreads(threads));
             Workers workers = new Workers(threads);
             GemmCeiling ceiling = new GemmCeiling(workers)) {
            StepSamples samples = new StepSamples();
            List<Double> rates = new ArrayList<>(ceiling.measure(seconds / 20));
            measureSteps(augmentation, samples);
            rates.addAll(ceiling.measure(seconds / 20));
            measureAugmentation(augmentation, samples);
            Collections.sort(rates);
            // last, as what back-propagation calls would be in the compiler's way
            StepMemory local = StepMemory.measure(spec, localRule(), backend, batch, threads);
            StepMemory backPropagation = StepMemory.measure(spec, rule.baseline(), backend, batch, threads);
            return new StepMeasurement(batch, threads, samples.step(), samples.size(), samples.parts(), rates.get(rates.size() / 2), samples.achievedGflops(), local,
                    backPropagation);
        }
    }

    private Rule localRule() {
        return rule.credit() == Credit.BACK_PROPAGATION ? new Rule(rule.name(), rule.description(), rule.source(), rule.objective(), Credit.LOCAL, rule.rates()) : rule;
    }

    private void measureSteps(AugmentationSettings augmentation, StepSamples samples) {
        PartClock clock = new PartClock();
        MeasuredOptimiser optimiser = new MeasuredOptimiser(new AdamW(0), clock);
        SplittableRandom negatives = new SplittableRandom(2);
        try (Learner learner = new Learner(spec, rule, MeasuredKernel.backend(backend, clock), DataType.FLOAT, Activations.KEEP, threads, new SplittableRandom(1));
             Batches batches = new Batches(images, augmentation, batch, ViewLoader.threadsBeside(threads))) {
            Runnable step = () -> {
                clock.start();
                float[] pixels = batches.next().pixels();
                clock.end(Part.WAIT);
                OffHeap.write(pixels, learner.input(batch));
                clock.end(Part.TRANSFER);
                learner.step(batch, learner.pairs(batch, negatives), optimiser, LEARNING_RATE, (block, loss) -> clock.end(Part.LOSS,
                        Arithmetic.prediction(rule.objective(), spec, block, 2L * batch), Arithmetic.comparison(rule.objective(), spec, block, 2L * batch)));
            };
            Repetition.of(seconds / 2, MIN_STEPS, step);
            Repetition.of(seconds, MIN_STEPS, () -> {
                step.run();
                samples.add(clock);
            });
        }
    }

    /** On one thread, with nothing beside it. */
    private void measureAugmentation(AugmentationSettings augmentation, StepSamples samples) {
        double operations = 2 * batch * Arithmetic.augmentation(augmentation, images.getShape());
        try (Batches batches = new Batches(images, augmentation, batch, 0)) {
            Repetition.of(seconds / 10, MIN_STEPS, batches::next);
            Repetition.of(seconds / 10, MIN_STEPS, () -> {
                long begin = System.nanoTime();
                batches.next();
                samples.add(Part.AUGMENT, (System.nanoTime() - begin) / 1e6, operations);
            });
        }
    }
}
