package io.localssl.data;

import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Images of one shape in Java's heap: c*h*w bytes an image, in several arrays of whole images, so that they may take more than the largest array. */
final class HeapImages implements ImageSource {
    private static final int CHUNK_BYTES = 1 << 24;

    private final ImageShape shape;
    private final int size;
    private final Segments pixels;

    private HeapImages(Packer packer) {
        this.shape = packer.shape;
        this.size = packer.size;
        this.pixels = packer.finish();
    }

    /**
     * Copies images.
     *
     * @param images examples.
     * @param given  their shape; may be null if they are {@link ImageExample}s, which know theirs.
     */
    static HeapImages copyOf(Iterable<? extends Example<?>> images, @Nullable ImageShape given) {
        Packer packer = null;
        for (Example<?> image : images) {
            if (packer == null) {
                packer = new Packer(given != null ? given : shapeOf(image));
            }
            packer.add(image);
        }
        if (packer == null) {
            throw new ImageDataException("found no image, expected at least one; check the path and the selection of the data");
        }
        return new HeapImages(packer);
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
        return shape;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void copyImage(int index, byte[] destination, int offset) {
        pixels.copy((long) index * shape.size(), shape.size(), destination, offset);
    }

    /** Packs one image after the other. */
    private static final class Packer {
        private final ImageShape shape;
        private final int imagesPerChunk;
        private final List<byte[]> chunks = new ArrayList<>();
        private int size = 0;

        Packer(ImageShape shape) {
            this.shape = shape;
            this.imagesPerChunk = Math.max(1, CHUNK_BYTES / shape.size());
        }

        void add(Example<?> image) {
            int place = size % imagesPerChunk;
            if (place == 0) {
                chunks.add(new byte[imagesPerChunk * shape.size()]);
            }
            if (image instanceof ImageExample<?> known && !known.getShape().equals(shape)) {
                throw new ImageShapeException("found a " + known.getShape() + " image at place " + size + ", expected " + shape
                        + "; a store holds images of one shape, resize them first");
            }
            shape.readPixels(image, chunks.get(chunks.size() - 1), place * shape.size());
            size++;
        }

        /** Gives the pixels, the last array cut to its images. */
        Segments finish() {
            int last = chunks.size() - 1;
            chunks.set(last, Arrays.copyOf(chunks.get(last), (size - last * imagesPerChunk) * shape.size()));
            return new Segments(chunks.stream().map(ByteBuffer::wrap).toList(), imagesPerChunk * shape.size());
        }
    }
}
