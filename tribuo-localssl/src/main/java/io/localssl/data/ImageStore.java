package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.Dataset;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Images of one shape or with sides of their own, packed as unsigned bytes: c*h*w bytes an image and nothing else, in Java's heap ({@link #read}, {@link #of}) or in a file that is mapped
 * into memory ({@link #packed}), for images that take more than the heap or take long to decode. Training reads from it; labels are not kept, but packed files
 * have them, see {@link ImageStoreDataSource}.
 * <p>
 * Reading is safe from many threads. Whoever made a store closes it, when nobody will read from it any more. That lets go of the images, and reading is refused
 * from then on. A file can be deleted or replaced at any time on Linux and macOS, even while a store reads from it; on Windows, once the closed store has been
 * garbage-collected, since Java 17 has no supported way to end a mapping sooner.
 */
public final class ImageStore implements ImageSource, AutoCloseable {
    /** What the names of files of packed images end in. */
    public static final String EXTENSION = ".store";

    private final boolean mixed;
    private final String shape;
    private final int size;
    private final DatasetProvenance provenance;
    private final @Nullable Path file;
    private volatile @Nullable ImageSource images;

    private ImageStore(ImageSource images, int size, DatasetProvenance provenance, @Nullable Path file) {
        this.images = images;
        this.mixed = images.isMixed();
        this.shape = mixed ? images.getChannels() + "xHxW" : images.getShape().toString();
        this.size = size;
        this.provenance = provenance;
        this.file = file;
    }

    /**
     * Reads a source of {@link ImageExample}s, without building a Tribuo data set of it, whose feature map costs more than the images. Images that are packed
     * already are mapped.
     *
     * @param source the source.
     * @return the store.
     * @throws ImageDataException  if the source is empty, its files are malformed, or they would not fit the heap.
     * @throws ImageShapeException if the images have different channels, or are not {@link ImageExample}s.
     */
    public static ImageStore read(DataSource<?> source) {
        if (source instanceof ImageStoreDataSource<?> packed) {
            return mapped(packed.map(), packed, packed.file());
        }
        if (source instanceof ImageDataSource<?> images) {
            requireRoom(images);
        }
        HeapImages images = HeapImages.copyOf(source, null);
        return new ImageStore(images, images.size(), new ImageStoreProvenance(source.getProvenance(), images.size(), images.getLargestSize()), null);
    }

    /**
     * Copies the images of a Tribuo data set, in the order they were added, whether or not the data set is shuffled.
     *
     * @param dataset the data set.
     * @param shape   the shape of the images; may be null if they are {@link ImageExample}s, which know theirs.
     * @return the store.
     * @throws ImageDataException  if the data set is empty or holds a value that is not a whole number from 0 to 255.
     * @throws ImageShapeException if the images have different channels, or no shape is given and they are not {@link ImageExample}s.
     */
    public static ImageStore of(Dataset<?> dataset, @Nullable ImageShape shape) {
        HeapImages images = HeapImages.copyOf(dataset.getData(), shape);
        return new ImageStore(images, images.size(), dataset.getProvenance(), null);
    }

    /**
     * Maps a file of packed images. The file is made first if it is missing, and made again if it is damaged or the source has changed since; else it is used
     * as it is, and each image in it is checked once, as fast as the disk gives them. Whether the source has changed, the paths, lengths and times of its files
     * tell.
     * <p>
     * The file appears under its name when it is complete, so several processes may pack at the same time. The provenance is that of the source, as if it had
     * been read.
     *
     * @param source the source.
     * @param file   the file; one of this name that is no file of packed images is replaced only if the name ends in {@value #EXTENSION}.
     * @return the store.
     * @throws ImageDataException  if the source is empty or its files are malformed.
     * @throws ImageStoreException if the file cannot be written, or there is a file of another kind.
     */
    public static ImageStore packed(ImageDataSource<?> source, Path file) {
        return packed(source, file, images -> { });
    }

    /**
     * The same, telling how far it is.
     *
     * @param source   the source.
     * @param file     the file.
     * @param progress receives the number of images packed so far, after each; not called where the file is used as it is.
     * @return the store.
     * @throws ImageDataException  if the source is empty or its files are malformed.
     * @throws ImageStoreException if the file cannot be written, or there is a file of another kind.
     */
    public static ImageStore packed(ImageDataSource<?> source, Path file, IntConsumer progress) {
        PackedImages images = new Packing(source, file).open(progress);
        source.rememberFingerprints(images.index().hashes());
        return mapped(images, source, file);
    }

    private static ImageStore mapped(PackedImages images, ImageDataSource<?> source, Path file) {
        int size = Math.min(images.size(), source.size());
        return new ImageStore(images, size, new ImageStoreProvenance(source.getProvenance(), size, images.getLargestSize()), file);
    }

    /**
     * A name for the file of a source's packed images: the same each time for the same selection of images, another for any other.
     *
     * @param source the source.
     * @return for example {@code Stl10DataSource-5feceb66ffc8.store}.
     */
    public static String fileNameFor(ImageDataSource<?> source) {
        return source.getClass().getSimpleName() + "-" + SourceState.of(source).source().substring(0, 12) + EXTENSION;
    }

    /**
     * Refuses at once what would fail after reading for a long time.
     *
     * @param images the images, which are not read.
     * @throws ImageDataException if a store of them would not fit the heap.
     */
    public static void requireRoom(ImageDataSource<?> images) {
        long bytes = images.getPixelBytes();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new ImageDataException(String.format(Locale.ROOT, "found %,d images of %s, which take %,d MB, expected at most the %,d MB of Java's heap; "
                    + "pack them in a file (localssl pack, ImageStore.packed), start Java with a larger -Xmx, or take the first images only",
                    images.size(), images.describeShape(), bytes / 1_000_000, heap / 1_000_000));
        }
    }

    @Override
    public ImageShape getShape() {
        return open().getShape();
    }

    @Override
    public boolean isMixed() {
        return mixed;
    }

    @Override
    public int getChannels() {
        return open().getChannels();
    }

    @Override
    public int getHeight(int index) {
        return open().getHeight(Objects.checkIndex(index, size));
    }

    @Override
    public int getWidth(int index) {
        return open().getWidth(Objects.checkIndex(index, size));
    }

    @Override
    public int getLargestSize() {
        return open().getLargestSize();
    }

    /** @return the shape of every image as text, for people: {@code 3x32x32}, or {@code 3xHxW} where sides differ. */
    public String describeShape() {
        return shape;
    }

    /** @return how many bytes the pixels of all images take. */
    public long getPixelBytes() {
        return mixed ? IntStream.range(0, size).mapToLong(i -> (long) getChannels() * getHeight(i) * getWidth(i)).sum() : (long) size * getLargestSize();
    }

    /** @return the number of images, at least 1. */
    @Override
    public int size() {
        return size;
    }

    /** @return the file that the images are in, null if they are in Java's heap. */
    public @Nullable Path getFile() {
        return file;
    }

    /**
     * Copies one image.
     *
     * @param index       which, from 0.
     * @param destination receives its unsigned bytes in (channel, row, column) order.
     * @param offset      the first place written.
     * @throws IndexOutOfBoundsException if there is no such image or it does not fit.
     * @throws ImageStoreException       if the store is closed, or its file was damaged after it was packed.
     */
    @Override
    public void copyImage(int index, byte[] destination, int offset) {
        open().copyImage(Objects.checkIndex(index, size), destination, offset);
    }

    private ImageSource open() {
        ImageSource open = images;
        if (open == null) {
            throw new ImageStoreException("found a closed store of " + size + " images of " + shape + ", expected an open one; "
                    + "open it again, or close it later");
        }
        return open;
    }

    /** Lets go of the images. Closing again does nothing. */
    @Override
    public void close() {
        images = null;
    }

    /** @return where the images come from. A trainer can be replayed from it. */
    public DatasetProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "ImageStore(" + size + " images of " + shape + (file == null ? ")" : " in " + file + ")");
    }

    /** The provenance of a store read from a source: that of a Tribuo data set of the same images. */
    public static final class ImageStoreProvenance extends DatasetProvenance {
        private static final long serialVersionUID = 1L;

        ImageStoreProvenance(DataProvenance source, int images, int features) {
            super(source, new ListProvenance<>(), ImageStore.class.getName(), true, false, images, features, 0);
        }

        /** @param map the provenance as stored. */
        public ImageStoreProvenance(Map<String, Provenance> map) {
            super(map);
        }
    }
}
