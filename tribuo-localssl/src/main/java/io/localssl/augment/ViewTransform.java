package io.localssl.augment;

import io.localssl.image.GreyLevels;
import io.localssl.image.ImageShape;
import io.localssl.image.ResizedCrop;

/**
 * Makes views of images, one after the other, in buffers that it keeps. For one thread.
 */
public final class ViewTransform {
    private final TwoViewAugmenter augmenter;
    private final ImageShape shape;
    private final ViewSampler sampler;
    private final ViewRandom random = new ViewRandom();
    private final ViewParameters parameters = new ViewParameters();
    private final ResizedCrop crop;
    private final GaussianBlur blur;
    private final Normalisation normalisation;
    private final float[] view;
    private final float[] luma;

    ViewTransform(TwoViewAugmenter augmenter, Normalisation normalisation) {
        this.augmenter = augmenter;
        this.shape = augmenter.getShape();
        this.sampler = new ViewSampler(augmenter.getSettings(), shape);
        this.crop = new ResizedCrop(shape, shape.height(), shape.width());
        this.blur = new GaussianBlur(shape, augmenter.getSettings().blurKernel(Math.min(shape.height(), shape.width())));
        this.normalisation = normalisation;
        this.view = new float[shape.size()];
        this.luma = new float[shape.height() * shape.width()];
    }

    /**
     * Makes one view of an image of the same shape.
     *
     * @param image       the pixels as unsigned bytes in (channel, row, column) order.
     * @param epoch       the epoch.
     * @param index       the number of the image.
     * @param viewNumber  the number of the view, 0 or 1.
     * @param destination receives the normalised view in (channel, row, column) order.
     * @param offset      the first place written.
     */
    public void apply(byte[] image, int epoch, int index, int viewNumber, float[] destination, int offset) {
        apply(image, shape.height(), shape.width(), epoch, index, viewNumber, destination, offset);
    }

    /**
     * Makes one view of an image with sides of its own.
     *
     * @param image       the pixels as unsigned bytes in (channel, row, column) order.
     * @param height      the rows of the image.
     * @param width       its columns.
     * @param epoch       the epoch.
     * @param index       the number of the image.
     * @param viewNumber  the number of the view, 0 or 1.
     * @param destination receives the normalised view in (channel, row, column) order.
     * @param offset      the first place written.
     */
    public void apply(byte[] image, int height, int width, int epoch, int index, int viewNumber, float[] destination, int offset) {
        draw(height, width, epoch, index, viewNumber);
        transform(image, height, width, parameters);
        normalisation.apply(view, destination, offset);
    }

    /**
     * The same view before it is normalised, with whole grey levels as Pillow leaves them: for people to look at, and for encoders that normalise themselves.
     *
     * @param image       the pixels as unsigned bytes in (channel, row, column) order.
     * @param epoch       the epoch.
     * @param index       the number of the image.
     * @param viewNumber  the number of the view, 0 or 1.
     * @return a new array of as many unsigned bytes in the same order.
     */
    public byte[] levels(byte[] image, int epoch, int index, int viewNumber) {
        return levels(image, shape.height(), shape.width(), epoch, index, viewNumber);
    }

    /**
     * The same of an image with sides of its own.
     *
     * @param image      the pixels as unsigned bytes in (channel, row, column) order.
     * @param height     the rows of the image.
     * @param width      its columns.
     * @param epoch      the epoch.
     * @param index      the number of the image.
     * @param viewNumber the number of the view, 0 or 1.
     * @return a new array of as many unsigned bytes as a view has values.
     */
    public byte[] levels(byte[] image, int height, int width, int epoch, int index, int viewNumber) {
        draw(height, width, epoch, index, viewNumber);
        transform(image, height, width, parameters);
        byte[] levels = new byte[view.length];
        for (int i = 0; i < view.length; i++) {
            levels[i] = GreyLevels.nearest(view[i]);
        }
        return levels;
    }

    private void draw(int height, int width, int epoch, int index, int viewNumber) {
        random.seed(augmenter.seedOf(epoch, index, viewNumber));
        sampler.sample(random, height, width, parameters);
    }

    /** Makes the view with given parameters. */
    void apply(byte[] image, ViewParameters p, float[] destination, int offset) {
        transform(image, shape.height(), shape.width(), p);
        normalisation.apply(view, destination, offset);
    }

    private void transform(byte[] image, int height, int width, ViewParameters p) {
        crop.apply(image, height, width, p.top, p.left, p.height, p.width, view);
        if (p.flip) {
            HorizontalFlip.apply(view, shape.width());
        }
        if (p.jitter) {
            jitter(p);
        }
        if (p.grey) {
            Greyscale.apply(view, luma);
        }
        if (p.blur) {
            blur.apply(view, p.sigma);
        }
    }

    private void jitter(ViewParameters p) {
        for (ViewParameters.ColourOperation operation : p.order) {
            switch (operation) {
                case BRIGHTNESS -> Brightness.apply(view, p.brightness);
                case CONTRAST -> Contrast.apply(view, luma.length, p.contrast);
                case SATURATION -> Saturation.apply(view, p.saturation, luma);
                case HUE -> Hue.apply(view, luma.length, p.hue);
            }
        }
    }
}
