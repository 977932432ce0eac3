package io.localssl.encoder;

import io.localssl.image.ImageShape;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.RealInfo;
import org.tribuo.VariableInfo;

import java.util.ArrayList;
import java.util.List;

/**
 * The feature domain of a model that takes images: the pixels of one {@link ImageShape}, whatever the training images looked like. Names are zero-padded,
 * so that Tribuo's feature id of a pixel is its place in (channel, row, column) order.
 */
public final class PixelDomain {

    private PixelDomain() {
    }

    /**
     * @param shape the shape of the images.
     * @return one feature a pixel, with values from 0 to 255 and no observations.
     */
    public static ImmutableFeatureMap of(ImageShape shape) {
        List<VariableInfo> pixels = new ArrayList<>();
        for (String name : shape.featureNames()) {
            pixels.add(new RealInfo(name, 0, 255, 0, 0, 0));
        }
        return new ImmutableFeatureMap(pixels);
    }
}
