package io.localssl.image;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class PackedColoursTest {
    @Test
    void productsAreScaledWithoutDivision() {
        int most = 255 * 255;
        for (int product = 0; product <= most; product++) {
            assertEquals((product + 127) / 255, PackedColours.scaled(product));
        }
    }

    /** Each pair of a sample and a transparency, against the equation. */
    @Test
    void blendingIsTheNearestLevel() {
        for (int sample = 0; sample <= 255; sample++) {
            for (int alpha = 0; alpha <= 255; alpha++) {
                Background background = new Background((sample * 7 + alpha) % 256 << 16 | alpha << 8 | 255 - sample);
                int expected = 0;
                for (int channel = 0; channel < 3; channel++) {
                    expected |= background.under(sample, 255, alpha, 255, channel) << 8 * channel;
                }
                assertEquals(expected, PackedColours.blend(0xEE000000 | PackedColours.of(sample, sample, sample), alpha, PackedColours.ofRgb(background.rgb())));
            }
        }
    }

    @Test
    void sixteenBitsAreRoundedToEight() {
        for (int sample = 0; sample <= 65535; sample++) {
            assertEquals((255 * sample + 32767) / 65535, ShortLevels.level(sample) & 0xFF);
        }
    }

    /** All remainders of eight, and places around the planes that stay as they are. */
    @Test
    void coloursAreSeparatedIntoPlanes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int count = 0; count < 20; count++) {
            byte[] pixels = new byte[2 + 3 * count];
            random.nextBytes(pixels);
            int[] colours = new int[count];
            byte[] expected = new byte[3 * (count + 5)];
            Arrays.fill(expected, (byte) 99);
            byte[] bytes = expected.clone();
            byte[] packed = expected.clone();
            for (int x = 0; x < count; x++) {
                colours[x] = 0xEE000000 | PackedColours.of(pixels[2 + 3 * x] & 0xFF, pixels[3 + 3 * x] & 0xFF, pixels[4 + 3 * x] & 0xFF); // above, anything
                for (int channel = 0; channel < 3; channel++) {
                    expected[2 + channel * (count + 5) + x] = pixels[2 + 3 * x + channel];
                }
            }
            Planes.separate(pixels, 2, count, bytes, 2, count + 7, 2 * count + 12);
            Planes.separate(colours, count, packed, 2, count + 5);
            assertArrayEquals(expected, bytes);
            assertArrayEquals(expected, packed);
        }
    }

    /** Each pair of levels and factors, in different places of the colour. */
    @Test
    void coloursAreScaled() {
        for (int level = 0; level <= 255; level++) {
            for (int factor = 0; factor <= 255; factor++) {
                int expected = PackedColours.of((level * factor + 127) / 255, ((255 - level) * factor + 127) / 255, ((level ^ 0x55) * factor + 127) / 255);
                assertEquals(expected, PackedColours.scale(0xEE000000 | PackedColours.of(level, 255 - level, level ^ 0x55), factor));
            }
        }
    }

    @Test
    void pixelsOfFourBytesBeginAnywhere() {
        byte[] bytes = {1, 2, 3, 4, 5, (byte) 0x86, 7, 8, 9, 10, 11};
        int[] pixels = new int[2];
        PackedColours.copyPixels(bytes, 2, pixels);
        assertArrayEquals(new int[] {0x86050403, 0x0A090807}, pixels);
    }
}
