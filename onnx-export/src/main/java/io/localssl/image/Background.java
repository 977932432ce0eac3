package io.localssl.image;

import io.localssl.LocalSSLException;

import java.util.Locale;

/**
 * What shows through where an image is transparent.
 *
 * @param rgb red, green and blue, 0xRRGGBB.
 */
record Background(int rgb) {

    /** @throws LocalSSLException if the number is no colour. */
    Background {
        if (rgb < 0 || rgb > 0xFFFFFF) {
            throw new LocalSSLException(String.format("found background 0x%X, expected a colour from 0x000000 to 0xFFFFFF", rgb));
        }
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws LocalSSLException if the text is no colour.
     */
    static Background parse(String text) {
        if (!text.matches("#[0-9a-fA-F]{6}")) {
            throw new LocalSSLException("found background '" + text + "', expected a colour as #rrggbb, for example #ffffff for white");
        }
        return new Background(Integer.parseInt(text.substring(1), 16));
    }

    /**
     * @param sample a sample on the scale from 0 to its maximum.
     * @param max    the largest sample.
     * @return the nearest level on the scale from 0 to 255.
     */
    static int level(int sample, int max) {
        return max == 255 ? sample : (255 * sample + max / 2) / max;
    }

    /**
     * Lays a sample over the background: 255 * v * a + b * (1 - a), with v and a on the scale from 0 to 1, to the nearest whole level.
     *
     * @param sample   v on the scale from 0 to its maximum.
     * @param max      the largest sample.
     * @param alpha    a on the scale from 0 to its maximum, which is opaque.
     * @param maxAlpha the largest alpha.
     * @param channel  0 for red, 1 for green, 2 for blue.
     * @return the level.
     */
    int under(int sample, int max, int alpha, int maxAlpha, int channel) {
        long scale = (long) max * maxAlpha;
        long sum = 255L * sample * alpha + (long) level(channel) * (maxAlpha - alpha) * max;
        return (int) ((sum + scale / 2) / scale);
    }

    /** The same for samples that are multiplied by their alpha already. */
    int underPremultiplied(int sample, int max, int alpha, int maxAlpha, int channel) {
        long scale = (long) max * maxAlpha;
        long sum = 255L * sample * maxAlpha + (long) level(channel) * (maxAlpha - alpha) * max;
        return (int) Math.min(255, (sum + scale / 2) / scale);
    }

    /** Red (0), green (1) or blue (2). */
    int level(int channel) {
        return rgb >> 8 * (2 - channel) & 0xFF;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}
