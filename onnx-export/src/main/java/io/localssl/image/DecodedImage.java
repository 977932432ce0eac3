package io.localssl.image;

/**
 * The pixels of an image.
 *
 * @param shape  the shape; grey images have one channel, colour images red, green and blue.
 * @param pixels unsigned bytes in (channel, row, column) order, as {@link ImageExample} takes them; not copied.
 */
public record DecodedImage(ImageShape shape, byte[] pixels) {

    /** @throws ImageShapeException if the number of pixels is not that of the shape. */
    public DecodedImage {
        if (pixels.length != shape.size()) {
            throw new ImageShapeException("found " + pixels.length + " pixel values, expected " + shape.size() + " for a " + shape + " image");
        }
    }
}
