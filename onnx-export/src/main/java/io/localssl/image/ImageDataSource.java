package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.jspecify.annotations.Nullable;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A source of images, of one shape or with sides of their own, read from front to back each time it is iterated and never held in memory as a whole.
 * <p>
 * With an {@link io.localssl.embedding.EmbeddingFactory} the images come without their labels. The provenance holds the configuration, the number and
 * shape of the images, and the SHA-256 of the files; the source can be built again from it.
 *
 * @param <T> the output type.
 */
public abstract class ImageDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {

    @Config(mandatory = true, description = "Makes the outputs from the labels.")
    private OutputFactory<T> outputFactory;

    @Config(description = "How many images to take, from the first; 0 takes all.")
    private int limit = 0;

    private int available;
    private @Nullable ImageSourceProvenance provenance;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    protected ImageDataSource() {
    }

    /**
     * For constructors, which call {@link #postConfig} when their own fields are set.
     *
     * @param outputFactory makes the outputs from the labels.
     */
    protected ImageDataSource(OutputFactory<T> outputFactory) {
        this.outputFactory = outputFactory;
    }

    /**
     * Checks the files as far as that is cheap.
     *
     * @return the number of images in them, at least 1.
     * @throws ImageDataException if a file is missing or malformed.
     */
    protected abstract int inspect();

    /**
     * Opens the files before the first image, for pixels and labels without an {@link Example} of each.
     *
     * @return a reader, which the caller closes; it may go on behind the last of {@link #size()} images.
     * @throws ImageDataException if a file is missing or malformed.
     */
    public abstract PixelReader open();

    /**
     * Hashes what the images come from.
     *
     * @return SHA-256 in lower-case hexadecimal, by a name for each.
     * @throws ImageDataException if a file cannot be read.
     */
    public abstract Map<String, String> fingerprints();

    /**
     * Lines that are others when the images are others. By default they are the hashes of all content; a source whose files tell by their length and time whether they
     * changed gives those instead, as hashing gigabytes takes seconds.
     *
     * @return the lines, in an order that does not change.
     */
    public List<String> state() {
        return fingerprints().entrySet().stream().map(Object::toString).sorted().toList();
    }

    /** @return a new source like this one, without a limit. */
    protected abstract ImageDataSource<T> copy();

    /**
     * @return the shape of every image.
     * @throws ImageDataException if images have sides of their own, see {@link #isMixed}.
     */
    public abstract ImageShape getImageShape();

    /** @return whether images have sides of their own, which reading them tells. They have as many channels all the same. */
    public boolean isMixed() {
        return false;
    }

    /** @return the channels of every image. */
    public int getChannels() {
        return getImageShape().channels();
    }

    /** @return how many bytes the pixels of all images take; where {@linkplain #isMixed() sides differ} perhaps a guess. */
    public long getPixelBytes() {
        return (long) size() * getImageShape().size();
    }

    /** @return the shape of every image as text, for people: {@code 3x32x32}, or {@code 3xHxW} where sides differ. */
    public final String describeShape() {
        return isMixed() ? getChannels() + "xHxW" : getImageShape().toString();
    }

    /**
     * @param reader a reader of this source.
     * @return the shape of the image that it gives next.
     */
    public final ImageShape nextShape(PixelReader reader) {
        ImageShape own = reader.nextShape();
        return own == null ? getImageShape() : own;
    }

    /**
     * Checks the configuration and the files.
     *
     * @throws ImageDataException if a file is missing or malformed as far as its length and header tell, or the limit is below 0.
     */
    @Override
    public final void postConfig() {
        if (limit < 0) {
            throw new ImageDataException("found a limit of " + limit + " images, expected at least 1, or 0 for all");
        }
        available = inspect();
    }

    /**
     * Takes the first images only.
     *
     * @param count how many, as {@link #size()} counts them; all of them if there are fewer.
     * @return a new source.
     * @throws ImageDataException if the count is below 1.
     */
    public final ImageDataSource<T> limit(int count) {
        if (count < 1) {
            throw new ImageDataException("found a limit of " + count + " images, expected at least 1");
        }
        ImageDataSource<T> first = copy();
        first.limit = limit == 0 ? count : Math.min(limit, count);
        return first;
    }

    /** @return the number of images; where each is a file of its own, files that cannot be decoded count, too, and are skipped by the iterator. */
    public final int size() {
        return limit == 0 ? available : Math.min(limit, available);
    }

    @Override
    public final OutputFactory<T> getOutputFactory() {
        return outputFactory;
    }

    /** @throws ImageDataException while iterating, if a file is cut off or malformed, or the factory makes no output of a label. */
    @Override
    public final Iterator<Example<T>> iterator() {
        return new ImageIterator();
    }

    /**
     * Takes over what {@link #fingerprints()} gave earlier, when {@link #state()} was as it is now: the files are not hashed again.
     *
     * @param fingerprints the hashes.
     */
    public final synchronized void rememberFingerprints(Map<String, String> fingerprints) {
        if (provenance == null) {
            provenance = new ImageSourceProvenance(this, fingerprints);
        }
    }

    @Override
    public final synchronized ImageSourceProvenance getProvenance() {
        if (provenance == null) {
            provenance = new ImageSourceProvenance(this, fingerprints());
        }
        return provenance;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + size() + " images of " + describeShape() + ")";
    }

    private final class ImageIterator implements Iterator<Example<T>> {
        private @Nullable PixelReader reader;
        private int next = 0;
        private boolean ended = false;

        @Override
        public boolean hasNext() {
            if (ended) {
                return false;
            }
            if (reader == null) {
                reader = open();
            }
            boolean more = false;
            try {
                more = next < size() && reader.hasNext();
                return more;
            } finally {
                if (!more) {
                    end(reader);
                }
            }
        }

        @Override
        public Example<T> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            PixelReader open = Objects.requireNonNull(reader);
            boolean read = false;
            try {
                ImageShape shape = nextShape(open);
                byte[] pixels = new byte[shape.size()];
                String label = open.read(pixels);
                next++;
                read = true;
                return new ImageExample<>(label == null ? outputFactory.getUnknownOutput() : output(label), shape, pixels);
            } finally {
                if (!read || next == size()) {
                    end(open);
                }
            }
        }

        private T output(String label) {
            try {
                return outputFactory.generateOutput(label);
            } catch (RuntimeException e) { // each factory has its own
                throw new ImageDataException("found the label '" + label + "' of image " + (next - 1) + " of " + ImageDataSource.this + ", expected one that "
                        + outputFactory.getClass().getSimpleName() + " makes an output of (" + e.getMessage() + "); take another factory or other labels", e);
            }
        }

        private void end(PixelReader open) {
            ended = true;
            open.close();
        }
    }
}
