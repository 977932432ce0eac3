package io.localssl.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Red, green and blue in one int, red lowest. Loops over arrays of them in plain arithmetic are what Java computes eight at a time. */
final class PackedColours {
    private PackedColours() {
    }

    /** Three levels from 0 to 255. */
    static int of(int red, int green, int blue) {
        return red | green << 8 | blue << 16;
    }

    /** Three levels of a colour that is packed with red above, 0xRRGGBB. */
    static int ofRgb(int rgb) {
        return of(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }

    /** A product of two numbers on the scale from 0 to 255 (or the sum of such products that weigh 255 together), divided by 255 and rounded to the nearest; without a division. */
    static int scaled(int product) {
        int sum = product + 128;
        return sum + (sum >>> 8) >>> 8;
    }

    /** A colour over a background: c * alpha / 255 + b * (255 - alpha) / 255, to the nearest level, for the three lowest bytes. */
    static int blend(int colour, int alpha, int background) {
        int rest = 255 - alpha;
        return of(scaled((colour & 0xFF) * alpha + (background & 0xFF) * rest), scaled((colour >>> 8 & 0xFF) * alpha + (background >>> 8 & 0xFF) * rest),
                scaled((colour >>> 16 & 0xFF) * alpha + (background >>> 16 & 0xFF) * rest));
    }

    /** The three lowest bytes, each multiplied by a number on the scale from 0 to 255 and divided by 255. */
    static int scale(int colour, int factor) {
        return of(scaled((colour & 0xFF) * factor), scaled((colour >>> 8 & 0xFF) * factor), scaled((colour >>> 16 & 0xFF) * factor));
    }

    /** Copies pixels of four bytes, the first one lowest. */
    static void copyPixels(byte[] bytes, int from, int[] pixels) {
        ByteBuffer.wrap(bytes, from, Integer.BYTES * pixels.length).slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(pixels);
    }
}
