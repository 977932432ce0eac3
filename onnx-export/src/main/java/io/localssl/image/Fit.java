package io.localssl.image;

/** How an image of any size comes to the size that is wanted. Resizing is antialiased bilinear resampling, see {@link ResizedCrop}. */
public enum Fit { // OLCUT takes no constants with a body
    /** The largest rectangle of the wanted proportions in the middle is cut out and resized: the shorter side fits, the longer one is cropped. */
    CROP,
    /** The whole image is resized, whatever becomes of its proportions. */
    STRETCH,
    /** The whole image is made smaller, in its own proportions, until one of its sides fits and the other is as long as wanted or longer; a smaller one stays as it is. */
    SHRINK,
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

    /**
     * @param image  the shape of an image.
     * @param wanted the shape that is wanted.
     * @return the shape that the image gets.
     */
    ImageShape shape(ImageShape image, ImageShape wanted) {
        if (this != SHRINK) {
            return wanted;
        }
        double scale = Math.max((double) wanted.height() / image.height(), (double) wanted.width() / image.width());
        return scale >= 1 ? image : new ImageShape(image.channels(), (int) Math.max(1, Math.rint(image.height() * scale)), (int) Math.max(1, Math.rint(image.width() * scale)));
    }
}
