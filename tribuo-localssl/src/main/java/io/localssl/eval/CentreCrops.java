package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.image.DerivedImages;
import io.localssl.image.GreyLevels;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ResizedCrop;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;

import java.util.Iterator;
import java.util.stream.StreamSupport;

/**
 * Images as the paper's test protocol sees those of STL-10: resized to a larger square, then cut back to their own size from its middle, with whole grey levels as
 * Pillow leaves them (Wu et al., <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>: resize 105, crop 96).
 *
 * @param images  the images.
 * @param shape   the shape of all of them, a square.
 * @param resized the side they are resized to, at least their own.
 */
public record CentreCrops(DataSource<Label> images, ImageShape shape, int resized) implements DerivedImages<Label> {

    /** @throws LocalSSLException if the images are no squares, or would be made smaller. */
    public CentreCrops {
        if (shape.height() != shape.width() || resized < shape.height()) {
            throw new LocalSSLException("found images of " + shape + " to be resized to " + resized + " before the centre crop, expected squares and at least their side");
        }
    }

    @Override
    public Iterator<Example<Label>> iterator() {
        ResizedCrop resize = new ResizedCrop(shape, resized, resized);
        return StreamSupport.stream(images.spliterator(), false).map(image -> crop(image, resize)).iterator();
    }

    private Example<Label> crop(Example<Label> image, ResizedCrop resize) {
        int side = shape.height();
        byte[] pixels = new byte[shape.size()];
        float[] large = new float[shape.channels() * resized * resized];
        shape.readPixels(image, pixels, 0);
        resize.apply(pixels, 0, 0, side, side, large);
        int offset = (int) Math.rint((resized - side) / 2.0); // as torchvision rounds
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (side * side);
            int row = i / side % side + offset;
            pixels[i] = GreyLevels.nearest(large[(channel * resized + row) * resized + i % side + offset]);
        }
        return new ImageExample<>(image.getOutput(), shape, pixels);
    }

    @Override
    public String toString() {
        return images.toString();
    }
}
