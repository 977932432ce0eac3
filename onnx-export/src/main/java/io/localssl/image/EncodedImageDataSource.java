package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * A source of images that are a file each, on the disk or in an archive. Files are decoded on all cores and come in their order; those that cannot be decoded are skipped,
 * counted and named in a warning at the end, or end the reading, as a {@link BadFilePolicy} says. They count in {@link #size()}, as whether they can be decoded is known
 * only then.
 *
 * @param <T> the output type.
 */
public abstract class EncodedImageDataSource<T extends Output<T>> extends ImageDataSource<T> {
    @Config(description = "What becomes of files that cannot be decoded; by default they are skipped, up to one in ten.")
    private BadFilePolicy badFiles = BadFilePolicy.skip();

    @Config(description = "How images are decoded; by default to colour squares of 64 pixels a side, unless the data set has a size.")
    private ImageDecoder decoder;

    /**
     * For OLCUT.
     *
     * @param standard decodes where no other decoder is set.
     */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    protected EncodedImageDataSource(ImageDecoder standard) {
        decoder = standard;
    }

    /**
     * For constructors, which call {@link #postConfig} when their own fields are set.
     *
     * @param outputFactory makes the outputs from the labels.
     * @param decoder       decodes every file.
     * @param badFiles      what becomes of files that cannot be decoded.
     */
    protected EncodedImageDataSource(OutputFactory<T> outputFactory, ImageDecoder decoder, BadFilePolicy badFiles) {
        super(outputFactory);
        this.decoder = decoder;
        this.badFiles = badFiles;
    }

    /** @return what becomes of files that cannot be decoded. */
    public final BadFilePolicy getBadFilePolicy() {
        return badFiles;
    }

    /** @return what decodes every file. */
    public final ImageDecoder getDecoder() {
        return decoder;
    }

    /**
     * Refuses a decoder that this source cannot use, before any file is listed.
     *
     * @throws ImageDataException if it leaves images as large as they are: what they take could not be told before all are read.
     */
    protected final void requireDecoder() {
        if (!decoder.resizes()) {
            throw new ImageDataException("found a decoder that leaves images as large as they are, expected one with a height and a width; "
                    + "for images in their own proportions add the fit SHRINK, as ImageDecoder.whole() does");
        }
    }

    @Override
    public final boolean isMixed() {
        return decoder.getShape() == null;
    }

    @Override
    public final int getChannels() {
        return decoder.getChannels();
    }

    /** Of images in their own proportions, as if sides were as 4 to 3 and no image smaller than its decoder makes it. */
    @Override
    public final long getPixelBytes() {
        return isMixed() ? size() * decoder.usualBytes() : super.getPixelBytes();
    }

    /** @throws ImageDataException if images keep their own proportions. */
    @Override
    public final ImageShape getImageShape() {
        ImageShape shape = decoder.getShape();
        if (shape == null) {
            throw new ImageDataException("found images of " + this + " in their own proportions, expected one shape; name a side, or take a decoder with another fit than SHRINK");
        }
        return shape;
    }
}
