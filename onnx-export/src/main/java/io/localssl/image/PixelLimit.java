package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

/**
 * How many pixels an image may have.
 *
 * @param maxPixels the most rows times columns.
 */
record PixelLimit(int maxPixels) {

    /**
     * Checks what a header says before memory is taken for pixels.
     *
     * @throws ImageDecodeException if there are none, or too many.
     */
    void require(ImageBytes file, long width, long height) {
        if (width < 1 || height < 1) {
            throw file.refuse(Reason.CORRUPT, "a header of " + width + "x" + height + " pixels", "at least 1x1");
        }
        if (width > maxPixels / height) {
            throw file.refuse(Reason.TOO_LARGE, "a header of " + width + "x" + height + " pixels", "at most " + maxPixels + " in all");
        }
    }
}
