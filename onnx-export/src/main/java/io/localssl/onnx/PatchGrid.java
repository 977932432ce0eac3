package io.localssl.onnx;

import io.localssl.image.ImageShape;

/**
 * Cuts an image into patches, each of which an encoder reads as an image of its own; the readout of the image is the mean over its patches. They lie row by row;
 * a border that does not fill a patch is dropped.
 *
 * @param size   rows and columns of a patch.
 * @param stride rows and columns from one patch to the next.
 * @see <a href="https://arxiv.org/abs/2010.08262">Illing et al. 2021, 16 x 16 patches with stride 8</a>
 */
public record PatchGrid(int size, int stride) {

    /** @throws EncoderFormatException if a number is below 1. */
    public PatchGrid {
        if (size < 1 || stride < 1) {
            throw new EncoderFormatException("found patches of " + size + " with stride " + stride + ", expected at least 1");
        }
    }

    /**
     * @param side rows or columns of an image.
     * @return patches along it, 0 where none fits.
     */
    public int along(int side) {
        return side < size ? 0 : (side - size) / stride + 1;
    }

    /**
     * @param image the shape of an image.
     * @return how many patches it has.
     */
    public int count(ImageShape image) {
        return along(image.height()) * along(image.width());
    }

    /**
     * @param image the shape of an image.
     * @return that of a patch.
     * @throws EncoderFormatException if none fits.
     */
    public ImageShape patch(ImageShape image) {
        if (count(image) == 0) {
            throw new EncoderFormatException("found patches of " + size + "x" + size + " for images of " + image + ", expected patches that fit into them");
        }
        return new ImageShape(image.channels(), size, size);
    }

    /** @return for example {@code 16/8}. */
    @Override
    public String toString() {
        return size + "/" + stride;
    }
}
