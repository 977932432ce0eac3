package io.localssl.augment;

import io.localssl.image.ImageShape;

import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Images and shapes for the tests of the operations. */
final class Views {

    private Views() {
    }

    /** Sizes that loops stumble over: one pixel, one row, one column, odd, not square, whole and grey. */
    static Stream<ImageShape> awkwardShapes() {
        return Stream.of(new ImageShape(1, 1, 1), new ImageShape(3, 1, 1), new ImageShape(3, 2, 3), new ImageShape(1, 5, 7), new ImageShape(3, 5, 7),
                new ImageShape(3, 1, 9), new ImageShape(1, 9, 1), new ImageShape(3, 33, 17), new ImageShape(1, 28, 28), new ImageShape(3, 96, 96));
    }

    static byte[] randomImage(ImageShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] image = new byte[shape.size()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) random.nextInt(256);
        }
        return image;
    }

    /** Values in [0, 255] that are no whole numbers. */
    static float[] randomView(ImageShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] view = new float[shape.size()];
        for (int i = 0; i < view.length; i++) {
            view[i] = (float) (255 * random.nextDouble());
        }
        return view;
    }

    static float[] floats(byte[] image) {
        float[] view = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            view[i] = image[i] & 0xFF;
        }
        return view;
    }

    static int plane(ImageShape shape) {
        return shape.height() * shape.width();
    }
}
