package io.localssl.data;

import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Images in Java's heap, an array for each: c*h*w bytes and a few more. */
final class HeapImages implements ImageSource {
    private final byte[][] pixels;
    private final ImageShape[] shapes;
    private final boolean mixed;

    private HeapImages(byte[][] pixels, ImageShape[] shapes) {
        this.pixels = pixels;
        this.shapes = shapes;
        this.mixed = !Arrays.stream(shapes).allMatch(shapes[0]::equals);
    }

    /**
     * Copies images.
     *
     * @param images examples.
     * @param given  their shape; may be null if they are {@link ImageExample}s, which know theirs.
     */
    static HeapImages copyOf(Iterable<? extends Example<?>> images, @Nullable ImageShape given) {
        List<byte[]> pixels = new ArrayList<>();
        List<ImageShape> shapes = new ArrayList<>();
        Map<ImageShape, ImageShape> known = new HashMap<>(); // images of one shape share it
        for (Example<?> image : images) {
            ImageShape shape = known.computeIfAbsent(given != null ? given : shapeOf(image), key -> key);
            if (!shapes.isEmpty() && shape.channels() != shapes.get(0).channels()) {
                throw new ImageShapeException("found a " + shape + " image at place " + shapes.size() + ", expected " + shapes.get(0).channels()
                        + " channels as before it; a store holds images of one number of channels, convert them first");
            }
            byte[] copy = new byte[shape.size()];
            shape.readPixels(image, copy, 0);
            pixels.add(copy);
            shapes.add(shape);
        }
        if (pixels.isEmpty()) {
            throw new ImageDataException("found no image, expected at least one; check the path and the selection of the data");
        }
        return new HeapImages(pixels.toArray(byte[][]::new), shapes.toArray(ImageShape[]::new));
    }

    private static ImageShape shapeOf(Example<?> image) {
        if (image instanceof ImageExample<?> known) {
            return known.getShape();
        }
        throw new ImageShapeException("found examples without an image shape (" + image.getClass().getSimpleName()
                + "), expected ImageExamples; put them in a data set and call ImageStore.of with their shape");
    }

    @Override
    public ImageShape getShape() {
        if (mixed) {
            throw new ImageShapeException("found images of different sizes, the first " + shapes[0] + ", expected one shape; resize them first");
        }
        return shapes[0];
    }

    @Override
    public boolean isMixed() {
        return mixed;
    }

    @Override
    public int getChannels() {
        return shapes[0].channels();
    }

    @Override
    public int getHeight(int index) {
        return shapes[index].height();
    }

    @Override
    public int getWidth(int index) {
        return shapes[index].width();
    }

    @Override
    public int getLargestSize() {
        return Arrays.stream(shapes).mapToInt(ImageShape::size).max().orElseThrow();
    }

    @Override
    public int size() {
        return pixels.length;
    }

    @Override
    public void copyImage(int index, byte[] destination, int offset) {
        System.arraycopy(pixels[index], 0, destination, offset, pixels[index].length);
    }
}
