package io.localssl.encoder;

import io.localssl.embedding.Embedding;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.tribuo.Example;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random images, the same for the same seed. */
public final class Images {

    private Images() {
    }

    public static List<Example<Embedding>> random(ImageShape shape, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example<Embedding>> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[shape.size()];
            random.nextBytes(pixels);
            images.add(new ImageExample<>(Embedding.UNLABELLED, shape, pixels));
        }
        return images;
    }

    /** The pixels of an image as the numbers they stand for. */
    public static double[] pixels(ImageShape shape, Example<?> image) {
        float[] floats = new float[shape.size()];
        shape.readPixels(image, floats, 0);
        double[] pixels = new double[floats.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = floats[i];
        }
        return pixels;
    }
}
