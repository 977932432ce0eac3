package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
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
 * A source of images of one shape, read from front to back each time it is iterated and never held in memory as a whole.
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
    ImageDataSource() {
    }

    ImageDataSource(OutputFactory<T> outputFactory) {
        this.outputFactory = outputFactory;
    }

    /** Checks the files as far as that is cheap and returns the number of images in them. */
    abstract int inspect();

    /** Opens the files before the first image. */
    abstract ImageReader open();

    /** The hashes of what the images come from, by a name for each. */
    abstract Map<String, String> fingerprints();

    /**
     * Lines that are others when the images are others. By default they are the hashes of all content; a source whose files tell by their length and time whether they
     * changed gives those instead, as hashing gigabytes takes seconds.
     */
    List<String> state() {
        return fingerprints().entrySet().stream().map(Object::toString).sorted().toList();
    }

    /** A new source like this one, without a limit. */
    abstract ImageDataSource<T> copy();

    /** @return the shape of every image. */
    public abstract ImageShape getImageShape();

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

    /** @throws ImageDataException while iterating, if a file is cut off or malformed. */
    @Override
    public final Iterator<Example<T>> iterator() {
        return new ImageIterator();
    }

    /** Takes over what {@link #fingerprints()} gave earlier, when {@link #state()} was as it is now. */
    final synchronized void rememberFingerprints(Map<String, String> fingerprints) {
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
        return getClass().getSimpleName() + "(" + size() + " images of " + getImageShape() + ")";
    }

    private final class ImageIterator implements Iterator<Example<T>> {
        private final ImageShape shape = getImageShape();
        private @Nullable ImageReader reader;
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
            ImageReader open = Objects.requireNonNull(reader);
            byte[] pixels = new byte[shape.size()];
            boolean read = false;
            try {
                String label = open.read(pixels);
                next++;
                read = true;
                return new ImageExample<>(label == null ? outputFactory.getUnknownOutput() : outputFactory.generateOutput(label), shape, pixels);
            } finally {
                if (!read || next == size()) {
                    end(open);
                }
            }
        }

        private void end(ImageReader open) {
            ended = true;
            open.close();
        }
    }
}
