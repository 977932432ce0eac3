package io.localssl.augment;

import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each operation against its naive oracle over awkward sizes, and the cases in which the answer is known. */
class AugmentationsTest {
    /** Float against double on the scale of 0 to 255: a few roundings of 255 * 2^-24 each. */
    private static final double ROUNDING = 5e-4;
    private static final String SHAPES = "io.localssl.augment.Views#awkwardShapes";
    private static final double[] FACTORS = {0, 0.2, 0.65, 1, 1.35, 1.8};

    @ParameterizedTest
    @MethodSource(SHAPES)
    void flipMirrorsRows(ImageShape shape) {
        float[] view = Views.randomView(shape, 4);
        float[] flipped = view.clone();
        HorizontalFlip.apply(flipped, shape.width());
        assertClose(NaiveAugmentations.flip(view, shape), flipped);
        HorizontalFlip.apply(flipped, shape.width());
        assertArrayEquals(view, flipped);
    }

    @ParameterizedTest
    @MethodSource(SHAPES)
    void brightnessContrastAndSaturationBlend(ImageShape shape) {
        float[] view = Views.randomView(shape, 5);
        for (double factor : FACTORS) {
            float[] bright = view.clone();
            Brightness.apply(bright, (float) factor);
            assertClose(NaiveAugmentations.brightness(view, factor), bright);

            float[] contrast = view.clone();
            Contrast.apply(contrast, Views.plane(shape), (float) factor);
            assertClose(NaiveAugmentations.contrast(view, shape, factor), contrast);

            float[] saturated = view.clone();
            Saturation.apply(saturated, (float) factor, new float[Views.plane(shape)]);
            assertClose(shape.channels() == 1 ? doubles(view) : NaiveAugmentations.saturation(view, shape, factor), saturated);
        }
    }

    @ParameterizedTest
    @MethodSource(SHAPES)
    void factorOneChangesNothing(ImageShape shape) {
        float[] view = Views.randomView(shape, 6);
        float[] same = view.clone();
        Brightness.apply(same, 1);
        Contrast.apply(same, Views.plane(shape), 1);
        Saturation.apply(same, 1, new float[Views.plane(shape)]);
        assertArrayEquals(view, same);
    }

    @Test
    void strongFactorsStayOnTheScale() {
        ImageShape shape = new ImageShape(3, 8, 8);
        for (int operation = 0; operation < 3; operation++) {
            float[] view = Views.randomView(shape, 7);
            switch (operation) {
                case 0 -> Brightness.apply(view, 5);
                case 1 -> Contrast.apply(view, 64, 5);
                default -> Saturation.apply(view, 5, new float[64]);
            }
            boolean high = false;
            for (float value : view) {
                assertTrue(value >= 0 && value <= 255);
                high |= value == 255;
            }
            assertTrue(high, "a factor of 5 must reach the end of the scale");
        }
    }

    @ParameterizedTest
    @MethodSource(SHAPES)
    void greyscaleIsTheLumaThreeTimes(ImageShape shape) {
        float[] view = Views.randomView(shape, 8);
        float[] grey = view.clone();
        Greyscale.apply(grey, new float[Views.plane(shape)]);
        assertClose(NaiveAugmentations.greyscale(view, shape), grey);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, -0.2, -0.05, 0, 0.13, 0.2, 0.5})
    void hueTurnsTheColourCircle(double shift) {
        for (ImageShape shape : Views.awkwardShapes().filter(s -> s.channels() == 3).toList()) {
            float[] view = Views.randomView(shape, 9);
            for (int i = 0; i < Views.plane(shape); i += 3) {
                view[Views.plane(shape) + i] = view[i]; // two equal channels, so that every comparison meets a tie
            }
            float[] turned = view.clone();
            Hue.apply(turned, Views.plane(shape), (float) shift);
            assertClose(NaiveAugmentations.hue(view, shape, shift), turned);
        }
    }

    @Test
    void hueByAThirdCyclesThePrimaries() {
        float[] red = {255, 0, 0};
        Hue.apply(red, 1, 1 / 3f);
        assertArrayEquals(new float[]{0, 255, 0}, red, 1e-3f);
        Hue.apply(red, 1, 1 / 3f);
        assertArrayEquals(new float[]{0, 0, 255}, red, 1e-3f);
        Hue.apply(red, 1, 1 / 3f);
        assertArrayEquals(new float[]{255, 0, 0}, red, 1e-3f);
    }

    @Test
    void greyBlackAndWhiteHaveNoHue() {
        float[] view = {0, 127.3f, 255, 0, 127.3f, 255, 0, 127.3f, 255};
        float[] turned = view.clone();
        Hue.apply(turned, 3, 0.2f);
        assertArrayEquals(view, turned);
    }

    @Test
    void oneChannelHasNoColours() {
        ImageShape shape = new ImageShape(1, 5, 7);
        float[] view = Views.randomView(shape, 10);
        float[] same = view.clone();
        Hue.apply(same, 35, 0.2f);
        Saturation.apply(same, 0.3f, new float[35]);
        Greyscale.apply(same, new float[35]);
        assertArrayEquals(view, same);
    }

    @ParameterizedTest
    @MethodSource(SHAPES)
    void blurIsATwoDimensionalConvolution(ImageShape shape) {
        float[] view = Views.randomView(shape, 11);
        for (int kernel : new int[]{1, 3, 5, 9}) {
            if (kernel / 2 >= Math.min(shape.height(), shape.width())) {
                continue;
            }
            for (double sigma : new double[]{0.1, 0.7, 2, 30}) {
                float[] blurred = view.clone();
                new GaussianBlur(shape, kernel).apply(blurred, (float) sigma);
                assertClose(NaiveAugmentations.blur(view, shape, kernel, (float) sigma), blurred);
            }
        }
    }

    @Test
    void aVeryNarrowBlurChangesNothing() {
        ImageShape shape = new ImageShape(3, 9, 11);
        float[] view = Views.randomView(shape, 12);
        float[] blurred = view.clone();
        new GaussianBlur(shape, 5).apply(blurred, 1e-3f);
        assertArrayEquals(view, blurred);
    }

    @ParameterizedTest
    @MethodSource(SHAPES)
    void normalisationIsPerChannel(ImageShape shape) {
        float[] view = Views.randomView(shape, 13);
        float[] mean = Arrays.copyOf(new float[]{0.49f, 0.2f, 0.9f}, shape.channels());
        float[] std = Arrays.copyOf(new float[]{0.25f, 1f, 0.05f}, shape.channels());
        int offset = 5;
        float[] out = new float[shape.size() + 2 * offset];
        new Normalisation(shape, mean, std).apply(view, out, offset);
        for (int i = 0; i < view.length; i++) {
            int channel = i / Views.plane(shape);
            assertEquals((view[i] / 255.0 - mean[channel]) / std[channel], out[offset + i], 1e-5);
        }
        for (int i = 0; i < offset; i++) {
            assertEquals(0, out[i]);
            assertEquals(0, out[out.length - 1 - i]);
        }
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static void assertClose(double[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], ROUNDING, "value " + i);
        }
    }
}
