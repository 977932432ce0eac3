package io.localssl.augment;

/**
 * What one view is made with. A thread keeps one object and has it filled anew for each view.
 */
final class ViewParameters {

    /** The four operations of the colour jitter. */
    enum ColourOperation {
        BRIGHTNESS, CONTRAST, SATURATION, HUE
    }

    /** The crop, in pixels of the image. */
    int top;
    int left;
    int height;
    int width;

    boolean flip;

    /** Whether the colours are jittered; if not, the factors and their order mean nothing. */
    boolean jitter;
    final ColourOperation[] order = ColourOperation.values();
    float brightness;
    float contrast;
    float saturation;
    float hue;

    boolean grey;

    /** Whether the view is blurred; if not, sigma means nothing. */
    boolean blur;
    float sigma;
}
