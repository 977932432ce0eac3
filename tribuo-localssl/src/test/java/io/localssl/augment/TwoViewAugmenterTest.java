package io.localssl.augment;

import com.sun.management.ThreadMXBean;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import io.localssl.image.ResizedCrop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TwoViewAugmenterTest {
    private static final ImageShape RGB = new ImageShape(3, 24, 24);
    private static final float[] MEAN = {0.5f, 0.4f, 0.3f};
    private static final float[] STD = {0.25f, 0.2f, 0.3f};
    private static final AugmentationSettings NOTHING = AugmentationSettings.builder().minCropArea(1).flipProbability(0).jitterProbability(0).greyProbability(0)
            .blurProbability(0).build();

    @Test
    void aViewDependsOnSeedEpochImageAndViewAndNothingElse() {
        byte[] image = Views.randomImage(RGB, 1);
        ViewTransform transform = augmenter(5).newTransform();
        float[] view = view(transform, image, 2, 7, 1);

        assertArrayEquals(view, view(transform, image, 2, 7, 1), "made again");
        view(transform, Views.randomImage(RGB, 2), 9, 9, 0);
        assertArrayEquals(view, view(transform, image, 2, 7, 1), "made after another image");
        assertArrayEquals(view, view(augmenter(5).newTransform(), image, 2, 7, 1), "made by another transform");

        assertDiffers(view, view(augmenter(6).newTransform(), image, 2, 7, 1));
        assertDiffers(view, view(transform, image, 3, 7, 1));
        assertDiffers(view, view(transform, image, 2, 8, 1));
        assertDiffers(view, view(transform, image, 2, 7, 0));
    }

    @Test
    void streamsOfNeighboursAreUnrelated() {
        TwoViewAugmenter augmenter = augmenter(0);
        int n = 20_000;
        double[] here = new double[n];
        double[] otherView = new double[n];
        double[] nextEpoch = new double[n];
        double[] nextSeed = new double[n];
        Set<Double> all = new HashSet<>();
        for (int i = 0; i < n; i++) {
            here[i] = new SplittableRandom(augmenter.seedOf(0, i, 0)).nextDouble();
            otherView[i] = new SplittableRandom(augmenter.seedOf(0, i, 1)).nextDouble();
            nextEpoch[i] = new SplittableRandom(augmenter.seedOf(1, i, 0)).nextDouble();
            nextSeed[i] = new SplittableRandom(augmenter(1).seedOf(0, i, 0)).nextDouble();
            all.addAll(Arrays.asList(here[i], otherView[i], nextEpoch[i], nextSeed[i]));
        }
        assertEquals(4 * n, all.size());
        double bound = 5 / Math.sqrt(n);
        assertEquals(0, correlation(here, otherView, 0), bound);
        assertEquals(0, correlation(here, nextEpoch, 0), bound);
        assertEquals(0, correlation(here, nextSeed, 0), bound);
        assertEquals(0, correlation(here, here, 1), bound);
        assertEquals(0, correlation(here, nextEpoch, 1), bound);
    }

    @Test
    void swappedNumbersAreOtherStreams() {
        TwoViewAugmenter augmenter = augmenter(0);
        Set<Long> first = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            for (int image = 0; image < 20; image++) {
                first.add(new SplittableRandom(augmenter.seedOf(epoch, image, 0)).nextLong());
                first.add(new SplittableRandom(augmenter.seedOf(epoch, image, 1)).nextLong());
            }
        }
        assertEquals(800, first.size());
    }

    @ParameterizedTest
    @MethodSource("io.localssl.augment.Views#awkwardShapes")
    void withEverythingOffAViewIsTheNormalisedImage(ImageShape shape) {
        byte[] image = Views.randomImage(shape, 3);
        float[] view = new float[shape.size()];
        ViewParameters whole = new ViewParameters();
        whole.height = shape.height();
        whole.width = shape.width();
        augmenterOf(NOTHING, shape).newTransform().apply(image, whole, view, 0);
        for (int i = 0; i < view.length; i++) {
            int channel = i / Views.plane(shape);
            assertEquals(((image[i] & 0xFF) / 255.0 - MEAN[channel]) / STD[channel], view[i], 1e-5);
        }
    }

    @Test
    void aSquareImageWithAllSettingsOffStaysWhole() {
        byte[] image = Views.randomImage(RGB, 4);
        float[] first = view(augmenterOf(NOTHING, RGB).newTransform(), image, 0, 0, 0);
        assertEquals(((image[0] & 0xFF) / 255.0 - MEAN[0]) / STD[0], first[0], 1e-5);
        assertArrayEquals(first, view(augmenterOf(NOTHING, RGB).newTransform(), image, 1, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("io.localssl.augment.Views#awkwardShapes")
    void viewsOfAnySizeAreNumbersOnTheScale(ImageShape shape) {
        byte[] image = Views.randomImage(shape, 5);
        ViewTransform transform = augmenterOf(AugmentationSettings.defaults(), shape).newTransform();
        for (int i = 0; i < 50; i++) {
            float[] view = view(transform, image, 0, i, i % 2);
            for (int k = 0; k < view.length; k++) {
                int channel = k / Views.plane(shape);
                float grey = (view[k] * STD[channel] + MEAN[channel]) * 255;
                assertTrue(grey > -1e-2 && grey < 255.01, "found " + grey);
            }
        }
    }

    /** Whatever it is normalised with. */
    @ParameterizedTest
    @MethodSource("io.localssl.augment.Views#awkwardShapes")
    void levelsAreTheViewBeforeItIsNormalised(ImageShape shape) {
        byte[] image = Views.randomImage(shape, 8);
        ViewTransform normalised = augmenterOf(AugmentationSettings.defaults(), shape).newTransform();
        ViewTransform plain = new TwoViewAugmenter(AugmentationSettings.defaults(), shape, 3).newTransform();
        TwoViewAugmenter sameSeed = new TwoViewAugmenter(AugmentationSettings.defaults(), shape, Arrays.copyOf(MEAN, shape.channels()), Arrays.copyOf(STD, shape.channels()), 3);
        for (int i = 0; i < 20; i++) {
            float[] scale = view(plain, image, 1, i, i % 2);
            byte[] levels = plain.levels(image, 1, i, i % 2);
            for (int p = 0; p < levels.length; p++) {
                assertEquals(scale[p], levels[p] & 0xFF, 0.501);
            }
            assertArrayEquals(levels, sameSeed.newTransform().levels(image, 1, i, i % 2));
            float[] before = view(normalised, image, 1, i, 0);
            normalised.levels(image, 2, i, 1);
            assertArrayEquals(before, view(normalised, image, 1, i, 0));
        }
    }

    @Test
    void theOperationsComeInThePapersOrder() {
        byte[] image = Views.randomImage(RGB, 6);
        AugmentationSettings all = AugmentationSettings.builder().flipProbability(1).jitterProbability(1).greyProbability(1).blurProbability(1)
                .blurKernelFraction(0.2).build();
        TwoViewAugmenter augmenter = augmenterOf(all, RGB);
        ViewSampler sampler = new ViewSampler(all, RGB);
        ViewParameters p = new ViewParameters();
        float[] luma = new float[24 * 24];
        for (int i = 0; i < 50; i++) {
            sampler.sample(new SplittableRandom(augmenter.seedOf(1, i, 0)), RGB.height(), RGB.width(), p);
            float[] expected = new float[RGB.size()];
            new ResizedCrop(RGB, 24, 24).apply(image, p.top, p.left, p.height, p.width, expected);
            HorizontalFlip.apply(expected, 24);
            for (ViewParameters.ColourOperation operation : p.order) {
                switch (operation.name()) {
                    case "BRIGHTNESS" -> Brightness.apply(expected, p.brightness);
                    case "CONTRAST" -> Contrast.apply(expected, 24 * 24, p.contrast);
                    case "SATURATION" -> Saturation.apply(expected, p.saturation, luma);
                    default -> Hue.apply(expected, 24 * 24, p.hue);
                }
            }
            Greyscale.apply(expected, luma);
            new GaussianBlur(RGB, all.blurKernel(24)).apply(expected, p.sigma);
            float[] normalised = new float[RGB.size()];
            new Normalisation(RGB, MEAN, STD).apply(expected, normalised, 0);
            assertArrayEquals(normalised, view(augmenter.newTransform(), image, 1, i, 0));
        }
    }

    @Test
    void makingAViewAllocatesNoBuffers() {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ViewTransform transform = augmenter(1).newTransform();
        byte[] image = Views.randomImage(RGB, 8);
        float[] view = new float[RGB.size()];
        int views = 500;
        long before = 0;
        for (int i = -views; i < views; i++) {
            if (i == 0) {
                before = memory.getCurrentThreadAllocatedBytes();
            }
            transform.apply(image, 0, i, 0, view, 0);
        }
        long perView = (memory.getCurrentThreadAllocatedBytes() - before) / views;
        assertTrue(perView <= 64, "found " + perView + " bytes a view, expected no more than its random stream");
    }

    @Test
    void refusesImagesOfOtherChannels() {
        for (int channels : new int[]{2, 4}) {
            ImageShapeException e = assertThrows(ImageShapeException.class, () -> new TwoViewAugmenter(AugmentationSettings.defaults(),
                    new ImageShape(channels, 8, 8), new float[channels], new float[channels], 1));
            assertTrue(e.getMessage().contains(channels + "x8x8") && e.getMessage().contains("expected 1 channel"), e.getMessage());
        }
    }

    @Test
    void refusesStatisticsThatCannotNormalise() {
        float[][] wrongStds = {{1, 1}, {1, 1, 0}, {1, -1, 1}, {Float.NaN, 1, 1}, {1, 1, Float.POSITIVE_INFINITY}};
        for (float[] std : wrongStds) {
            assertThrows(AugmentationException.class, () -> new TwoViewAugmenter(NOTHING, RGB, MEAN, std, 1));
        }
        assertThrows(AugmentationException.class, () -> new TwoViewAugmenter(NOTHING, RGB, new float[]{0, Float.NaN, 0}, STD, 1));
        assertThrows(AugmentationException.class, () -> new TwoViewAugmenter(NOTHING, RGB, new float[1], STD, 1));
    }

    @Test
    void keepsItsOwnCopyOfTheStatistics() {
        float[] mean = MEAN.clone();
        float[] std = STD.clone();
        TwoViewAugmenter augmenter = new TwoViewAugmenter(NOTHING, RGB, mean, std, 1);
        byte[] image = Views.randomImage(RGB, 7);
        float[] before = view(augmenter.newTransform(), image, 0, 0, 0);
        Arrays.fill(mean, 9);
        Arrays.fill(std, 9);
        assertArrayEquals(before, view(augmenter.newTransform(), image, 0, 0, 0));
    }

    /** A crop of an image of any size: drawn by its own sides, cut by the rows and columns that it has, resized to the view. */
    @Test
    void viewsOfALargerImageAreCropsOfAllOfIt() {
        AugmentationSettings crops = AugmentationSettings.builder().minCropArea(0.1).jitterProbability(0).greyProbability(0).blurProbability(0).flipProbability(0).build();
        ImageShape large = new ImageShape(3, 61, 100);
        byte[] image = Views.randomImage(large, 3);
        TwoViewAugmenter augmenter = new TwoViewAugmenter(crops, RGB, 9);
        ViewSampler sampler = new ViewSampler(crops, RGB);
        ViewParameters p = new ViewParameters();
        boolean[] reached = new boolean[100];
        for (int i = 0; i < 50; i++) {
            byte[] levels = augmenter.newTransform().levels(image, 61, 100, 1, i, 0);
            sampler.sample(new SplittableRandom(augmenter.seedOf(1, i, 0)), 61, 100, p);
            float[] expected = new float[RGB.size()];
            new ResizedCrop(large, RGB.height(), RGB.width()).apply(image, p.top, p.left, p.height, p.width, expected);
            for (int j = 0; j < levels.length; j++) {
                assertEquals(expected[j], levels[j] & 0xFF, 0.5001);
            }
            Arrays.fill(reached, p.left, p.left + p.width, true);
        }
        for (boolean column : reached) {
            assertTrue(column);
        }
    }

    /** Plain crops are rectangles of the image to the bit, or their mirror images; also of all of an image, and of one row of it. */
    @ParameterizedTest
    @CsvSource({"3x9x8, 3x12x17", "1x9x8, 1x9x8", "3x1x5, 3x4x5", "1x1x1, 1x6x3"})
    void plainCropsAreRectanglesOfTheImage(String views, String images) {
        ImageShape shape = ImageShape.parse(views);
        ImageShape whole = ImageShape.parse(images);
        AugmentationSettings crops = AugmentationSettings.builder().crop("plain").jitterProbability(0).greyProbability(0).blurProbability(0).build();
        byte[] image = Views.randomImage(whole, 3);
        TwoViewAugmenter augmenter = new TwoViewAugmenter(crops, shape, 9);
        ViewTransform transform = augmenter.newTransform();
        ViewParameters p = new ViewParameters();
        int flips = 0;
        for (int i = 0; i < 50; i++) {
            new ViewSampler(crops, shape).sample(new SplittableRandom(augmenter.seedOf(1, i, i % 2)), whole.height(), whole.width(), p);
            byte[] expected = new byte[shape.size()];
            for (int j = 0; j < expected.length; j++) {
                int column = j % shape.width();
                int row = j / shape.width() % shape.height();
                int channel = j / Views.plane(shape);
                int from = p.left + (p.flip ? shape.width() - 1 - column : column);
                expected[j] = image[(channel * whole.height() + p.top + row) * whole.width() + from];
            }
            assertArrayEquals(expected, transform.levels(image, whole.height(), whole.width(), 1, i, i % 2));
            flips += p.flip ? 1 : 0;
        }
        assertTrue(flips > 10 && flips < 40, flips + " of 50 mirrored");
    }

    /** The views of CLAPP: grey, and nothing changed but the place and the side. */
    @Test
    void greyPlainCropsHaveThreeEqualChannels() {
        AugmentationSettings grey = AugmentationSettings.builder().crop("plain").flipProbability(0).jitterProbability(0).greyProbability(1).blurProbability(0).build();
        ImageShape whole = new ImageShape(3, 30, 26);
        byte[] image = Views.randomImage(whole, 4);
        TwoViewAugmenter augmenter = new TwoViewAugmenter(grey, RGB, 9);
        ViewParameters p = new ViewParameters();
        new ViewSampler(grey, RGB).sample(new SplittableRandom(augmenter.seedOf(1, 2, 0)), 30, 26, p);
        byte[] levels = augmenter.newTransform().levels(image, 30, 26, 1, 2, 0);
        for (int i = 0; i < 24 * 24; i++) {
            int at = (p.top + i / 24) * 26 + p.left + i % 24;
            double luma = 0.299 * (image[at] & 0xFF) + 0.587 * (image[30 * 26 + at] & 0xFF) + 0.114 * (image[2 * 30 * 26 + at] & 0xFF);
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(luma, levels[channel * 24 * 24 + i] & 0xFF, 0.501);
            }
        }
    }

    private static TwoViewAugmenter augmenter(long seed) {
        return new TwoViewAugmenter(AugmentationSettings.defaults(), RGB, MEAN, STD, seed);
    }

    private static TwoViewAugmenter augmenterOf(AugmentationSettings settings, ImageShape shape) {
        return new TwoViewAugmenter(settings, shape, Arrays.copyOf(MEAN, shape.channels()), Arrays.copyOf(STD, shape.channels()), 1);
    }

    private static float[] view(ViewTransform transform, byte[] image, int epoch, int index, int view) {
        float[] out = new float[image.length];
        transform.apply(image, epoch, index, view, out, 0);
        return out;
    }

    private static void assertDiffers(float[] one, float[] other) {
        assertTrue(!Arrays.equals(one, other), "the same view twice");
    }

    /** Of the numbers of one and those {@code lag} places later of the other, uniform on [0, 1]. */
    private static double correlation(double[] one, double[] other, int lag) {
        double sum = 0;
        for (int i = 0; i + lag < one.length; i++) {
            sum += (one[i] - 0.5) * (other[i + lag] - 0.5);
        }
        return 12 * sum / (one.length - lag);
    }
}
