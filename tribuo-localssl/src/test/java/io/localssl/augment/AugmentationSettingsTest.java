package io.localssl.augment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AugmentationSettingsTest {

    @Test
    void defaultsAreThePapers() {
        assertEquals("resized", AugmentationSettings.defaults().crop());
        assertValues(AugmentationSettings.defaults(), 0.25, 0.5, 0.8, 0.8, 0.8, 0.8, 0.2, 0.2, 0.5, 0.1, 0.1, 2);
    }

    @Test
    void theBuilderSetsEachValue() {
        AugmentationSettings settings = AugmentationSettings.builder().crop("plain").minCropArea(0.08).flipProbability(0.01).jitterProbability(0.02).brightness(0.03)
                .contrast(0.04).saturation(0.05).hue(0.06).greyProbability(0.07).blurProbability(0.09).blurKernelFraction(0.11).blurSigma(0.12, 0.13).build();
        assertEquals("plain", settings.crop());
        assertValues(settings, 0.08, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.09, 0.11, 0.12, 0.13);
    }

    private static void assertValues(AugmentationSettings s, double... expected) {
        assertArrayEquals(expected, new double[]{s.minCropArea(), s.flipProbability(), s.jitterProbability(), s.brightness(), s.contrast(), s.saturation(),
            s.hue(), s.greyProbability(), s.blurProbability(), s.blurKernelFraction(), s.minBlurSigma(), s.maxBlurSigma()});
    }

    @Test
    void theProvenanceHoldsEachSetting() {
        assertEquals("plain", AugmentationSettings.builder().crop("plain").build().getProvenance().getConfiguredParameters().get("crop").toString());
        assertEquals("0.4", AugmentationSettings.builder().brightness(0.4).build().getProvenance().getConfiguredParameters().get("brightness").toString());
    }

    @ParameterizedTest
    @CsvSource({"32, 3", "64, 7", "96, 9", "28, 3", "224, 23", "40, 5", "9, 1", "1, 1"})
    void blurKernelIsATenthMadeOdd(int side, int kernel) {
        assertEquals(kernel, AugmentationSettings.defaults().blurKernel(side));
    }

    @Test
    void theWidestBlurStillFitsTheSmallestImages() {
        AugmentationSettings widest = AugmentationSettings.builder().blurKernelFraction(1).build();
        for (int side = 1; side < 40; side++) {
            assertTrue(widest.blurKernel(side) / 2 < side);
        }
    }

    @Test
    void refusesValuesOutOfRange() {
        List<Supplier<AugmentationSettings.Builder>> wrong = List.of(
                () -> AugmentationSettings.builder().crop("centre"),
                () -> AugmentationSettings.builder().minCropArea(0),
                () -> AugmentationSettings.builder().minCropArea(1.01),
                () -> AugmentationSettings.builder().minCropArea(Double.NaN),
                () -> AugmentationSettings.builder().flipProbability(-0.1),
                () -> AugmentationSettings.builder().jitterProbability(1.1),
                () -> AugmentationSettings.builder().greyProbability(Double.NaN),
                () -> AugmentationSettings.builder().blurProbability(2),
                () -> AugmentationSettings.builder().brightness(-1),
                () -> AugmentationSettings.builder().contrast(Double.POSITIVE_INFINITY),
                () -> AugmentationSettings.builder().saturation(Double.NaN),
                () -> AugmentationSettings.builder().hue(0.51),
                () -> AugmentationSettings.builder().blurKernelFraction(1.5),
                () -> AugmentationSettings.builder().blurSigma(0, 2),
                () -> AugmentationSettings.builder().blurSigma(2, 1),
                () -> AugmentationSettings.builder().blurSigma(1, Double.POSITIVE_INFINITY));
        for (Supplier<AugmentationSettings.Builder> builder : wrong) {
            AugmentationException e = assertThrows(AugmentationException.class, () -> builder.get().build());
            assertTrue(e.getMessage().startsWith("found augmentation setting ") && e.getMessage().contains(", expected "), e.getMessage());
        }
    }
}
