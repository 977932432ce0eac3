package io.localssl.image;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class LanesTest {
    @Test
    void productsAreScaledWithoutDivision() {
        int most = 255 * 255;
        for (int product = 0; product <= most; product++) {
            int other = (product * 31 + 7) % (most + 1);
            long scaled = Lanes.scaled(product | (long) other << 16 | (long) (most - product) << 32);
            assertEquals(Lanes.of((product + 127) / 255, (other + 127) / 255, (most - product + 127) / 255), scaled);
        }
    }

    /** Each pair of a sample and a transparency, against the equation. */
    @Test
    void blendingIsTheNearestLevel() {
        for (int sample = 0; sample <= 255; sample++) {
            for (int alpha = 0; alpha <= 255; alpha++) {
                Background background = new Background((sample * 7 + alpha) % 256 << 16 | alpha << 8 | 255 - sample);
                long expected = 0;
                for (int channel = 0; channel < 3; channel++) {
                    expected |= (long) background.under(sample, 255, alpha, 255, channel) << 16 * channel;
                }
                assertEquals(expected, Lanes.blend(sample * Lanes.ONES, alpha, background.lanes()));
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
            long[] colours = new long[count];
            byte[] expected = new byte[3 * (count + 5)];
            Arrays.fill(expected, (byte) 99);
            byte[] bytes = expected.clone();
            byte[] lanes = expected.clone();
            for (int x = 0; x < count; x++) {
                colours[x] = Lanes.of(pixels[2 + 3 * x] & 0xFF, pixels[3 + 3 * x] & 0xFF, pixels[4 + 3 * x] & 0xFF);
                for (int channel = 0; channel < 3; channel++) {
                    expected[2 + channel * (count + 5) + x] = pixels[2 + 3 * x + channel];
                }
            }
            Planes.separate(pixels, 2, count, bytes, 2, count + 7, 2 * count + 12);
            Planes.separate(colours, count, lanes, 2, count + 5);
            assertArrayEquals(expected, bytes);
            assertArrayEquals(expected, lanes);
        }
    }
}
