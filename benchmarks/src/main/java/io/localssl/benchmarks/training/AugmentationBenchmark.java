package io.localssl.benchmarks.training;

import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewTransform;
import io.localssl.image.ImageShape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Two views of 32 images on one thread. Run it with {@code -prof gc} to see that nothing is allocated. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AugmentationBenchmark {
    private static final int IMAGES = 32;

    /** What is done: all as often as in the paper, or resized crop and normalisation, which every view has, and beside them always one more. */
    public enum Augmentation {
        ALL(AugmentationSettings.defaults()),
        CROP(settings(0, 0, 0, 0)),
        FLIP(settings(1, 0, 0, 0)),
        JITTER(settings(0, 1, 0, 0)),
        GREY(settings(0, 0, 1, 0)),
        BLUR(settings(0, 0, 0, 1));

        private final AugmentationSettings settings;

        Augmentation(AugmentationSettings settings) {
            this.settings = settings;
        }

        private static AugmentationSettings settings(double flip, double jitter, double grey, double blur) {
            return AugmentationSettings.builder().flipProbability(flip).jitterProbability(jitter).greyProbability(grey).blurProbability(blur).build();
        }
    }

    @Param
    Augmentation augmentation;

    @Param({"32", "96"})
    int side;

    private ImageShape shape;
    private ViewTransform transform;
    private byte[][] images;
    private float[] views;
    private int epoch;

    @Setup
    public void draw() {
        shape = new ImageShape(3, side, side);
        float[] half = {0.5f, 0.5f, 0.5f};
        transform = new TwoViewAugmenter(augmentation.settings, shape, half, half, 1).newTransform();
        images = new byte[IMAGES][shape.size()];
        SplittableRandom random = new SplittableRandom(1);
        for (byte[] image : images) {
            random.nextBytes(image);
        }
        views = new float[2 * IMAGES * shape.size()];
    }

    /** Each time with other random numbers, as in training. */
    @Benchmark
    public float[] twoViews() {
        epoch++;
        for (int i = 0; i < IMAGES; i++) {
            transform.apply(images[i], epoch, i, 0, views, i * shape.size());
            transform.apply(images[i], epoch, i, 1, views, (IMAGES + i) * shape.size());
        }
        return views;
    }
}
