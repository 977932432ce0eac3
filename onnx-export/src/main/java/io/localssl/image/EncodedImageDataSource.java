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

    /** For OLCUT. */
    protected EncodedImageDataSource() {
    }

    /**
     * For constructors, which call {@link #postConfig} when their own fields are set.
     *
     * @param outputFactory makes the outputs from the labels.
     * @param badFiles      what becomes of files that cannot be decoded.
     */
    protected EncodedImageDataSource(OutputFactory<T> outputFactory, BadFilePolicy badFiles) {
        super(outputFactory);
        this.badFiles = badFiles;
    }

    /** @return what becomes of files that cannot be decoded. */
    public final BadFilePolicy getBadFilePolicy() {
        return badFiles;
    }

    /** @return what decodes every file to the shape of this source. */
    protected abstract ImageDecoder decoder();

    /** @throws ImageDataException if the decoder leaves images of any size. */
    @Override
    public final ImageShape getImageShape() {
        ImageShape shape = decoder().getShape();
        if (shape == null) {
            throw new ImageDataException("found a decoder that leaves images as large as they are, expected one with a height and a width: a source has one shape");
        }
        return shape;
    }
}
