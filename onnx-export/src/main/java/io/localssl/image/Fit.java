package io.localssl.image;

/** How an image of any size comes to the size that is wanted. Resizing is antialiased bilinear resampling, see {@link ResizedCrop}. */
public enum Fit { // OLCUT takes no constants with a body
    /** The largest rectangle of the wanted proportions in the middle is cut out and resized: the shorter side fits, the longer one is cropped. */
    CROP,
    /** The whole image is resized, whatever becomes of its proportions. */
    STRETCH,
    /** The image must have the wanted size; others are refused as {@link ImageDecodeException.Reason#WRONG_SHAPE}. */
    EXACT;

    /**
     * @param side        the length of one side of the image.
     * @param other       that of the other side.
     * @param wanted      the length that the side is to have.
     * @param otherWanted that the other side is to have.
     * @return how much of the side is kept, from its middle.
     */
    int cut(int side, int other, int wanted, int otherWanted) {
        return this == CROP ? (int) Math.max(1, Math.min(side, Math.round((double) other * wanted / otherWanted))) : side;
    }
}
