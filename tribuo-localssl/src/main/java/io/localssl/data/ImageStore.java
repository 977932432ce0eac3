package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Images of one shape, packed as unsigned bytes: c*h*w bytes an image and nothing else. Training reads from it; labels are not kept.
 * <p>
 * The bytes lie in several buffers of whole images, so a store may be larger than the largest array. Reading is safe from many threads.
 */
public final class ImageStore implements ImageSource {
    private static final int CHUNK_BYTES = 1 << 24;

    private final ImageShape shape;
    private final int imagesPerChunk;
    private final List<ByteBuffer> chunks;
    private final int size;
    private final DatasetProvenance provenance;

    private ImageStore(Packer packer, DatasetProvenance provenance) {
        this.shape = packer.shape;
        this.imagesPerChunk = packer.imagesPerChunk;
        this.chunks = packer.finish();
        this.size = packer.size;
        this.provenance = provenance;
    }

    /**
     * Reads a source of {@link ImageExample}s, without building a Tribuo data set of it, whose feature map costs more than the images.
     *
     * @param source the source.
     * @return the store.
     * @throws ImageDataException  if the source is empty, its files are malformed, or they would not fit the heap.
     * @throws ImageShapeException if the images have different shapes, or are not {@link ImageExample}s.
     */
    public static ImageStore read(DataSource<?> source) {
        if (source instanceof ImageDataSource<?> images) {
            requireRoom(images);
        }
        Packer packer = pack(source, null);
        return new ImageStore(packer, new ImageStoreProvenance(source.getProvenance(), packer.size, packer.shape));
    }

    /**
     * Copies the images of a Tribuo data set, in the order they were added, whether or not the data set is shuffled.
     *
     * @param dataset the data set.
     * @param shape   the shape of the images; may be null if they are {@link ImageExample}s, which know theirs.
     * @return the store.
     * @throws ImageDataException  if the data set is empty or holds a value that is not a whole number from 0 to 255.
     * @throws ImageShapeException if the images have different shapes, or none is given and they are not {@link ImageExample}s.
     */
    public static ImageStore of(Dataset<?> dataset, @Nullable ImageShape shape) {
        return new ImageStore(pack(dataset.getData(), shape), dataset.getProvenance());
    }

    /**
     * Refuses at once what would fail after reading for a long time.
     *
     * @param images the images, which are not read.
     * @throws ImageDataException if a store of them would not fit the heap.
     */
    public static void requireRoom(ImageDataSource<?> images) {
        ImageShape shape = images.getImageShape();
        long bytes = (long) images.size() * shape.size();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new ImageDataException(String.format(Locale.ROOT, "found %,d images of %s, which take %,d MB, expected at most the %,d MB of Java's heap; "
                    + "start Java with a larger -Xmx, or take the first images only", images.size(), shape, bytes / 1_000_000, heap / 1_000_000));
        }
    }

    private static Packer pack(Iterable<? extends Example<?>> images, @Nullable ImageShape given) {
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
        return packer;
    }

    private static ImageShape shapeOf(Example<?> image) {
        if (image instanceof ImageExample<?> known) {
            return known.getShape();
        }
        throw new ImageShapeException("found examples without an image shape (" + image.getClass().getSimpleName()
                + "), expected ImageExamples; put them in a data set and call ImageStore.of with their shape");
    }

    /** @return the shape of every image. */
    @Override
    public ImageShape getShape() {
        return shape;
    }

    /** @return the number of images, at least 1. */
    @Override
    public int size() {
        return size;
    }

    /**
     * Copies one image.
     *
     * @param index       which, from 0.
     * @param destination receives its unsigned bytes in (channel, row, column) order.
     * @param offset      the first place written.
     * @throws IndexOutOfBoundsException if there is no such image or it does not fit.
     */
    @Override
    public void copyImage(int index, byte[] destination, int offset) {
        Objects.checkIndex(index, size);
        int length = shape.size();
        chunks.get(index / imagesPerChunk).get(index % imagesPerChunk * length, destination, offset, length);
    }

    /** @return where the images come from. A trainer can be replayed from it. */
    public DatasetProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "ImageStore(" + size + " images of " + shape + ")";
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

        /** Gives the buffers, the last one cut to its images. */
        List<ByteBuffer> finish() {
            int last = chunks.size() - 1;
            chunks.set(last, Arrays.copyOf(chunks.get(last), (size - last * imagesPerChunk) * shape.size()));
            return chunks.stream().map(ByteBuffer::wrap).toList();
        }
    }

    /** The provenance of a store read from a source: that of a Tribuo data set of the same images. */
    public static final class ImageStoreProvenance extends DatasetProvenance {
        private static final long serialVersionUID = 1L;

        ImageStoreProvenance(DataProvenance source, int images, ImageShape shape) {
            super(source, new ListProvenance<>(), ImageStore.class.getName(), true, false, images, shape.size(), 0);
        }

        /** @param map the provenance as stored. */
        public ImageStoreProvenance(Map<String, Provenance> map) {
            super(map);
        }
    }
}
