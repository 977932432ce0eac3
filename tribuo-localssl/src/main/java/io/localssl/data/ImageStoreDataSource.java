package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.PixelReader;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads a file of packed images with their labels, which {@link ImageStore#packed} or {@code localssl pack} made: a data set in one file. {@link
 * ImageStore#read} maps it instead of copying it.
 * <p>
 * Its hash in the provenance is that of the sizes, labels and checksums of its images, whatever they were packed from.
 *
 * @param <T> the output type.
 */
public final class ImageStoreDataSource<T extends Output<T>> extends ImageDataSource<T> {
    @Config(mandatory = true, description = "The file of packed images.")
    private Path file;

    private PackedImages opened;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private ImageStoreDataSource() {
    }

    /**
     * Opens a file.
     *
     * @param file          the file.
     * @param outputFactory makes the outputs from the labels.
     * @throws ImageStoreException if it is missing, no file of packed images, cut off or damaged, as far as header and index tell; while images are read, if
     *                             their pixels are not those that were packed.
     */
    @SuppressWarnings("NullAway.Init") // postConfig sets the fields
    public ImageStoreDataSource(Path file, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.file = file;
        postConfig();
    }

    @Override
    public ImageShape getImageShape() {
        return opened.getShape();
    }

    @Override
    public boolean isMixed() {
        return opened.isMixed();
    }

    @Override
    public int getChannels() {
        return opened.getChannels();
    }

    @Override
    public long getPixelBytes() {
        return isMixed() ? opened.pixelBytes() : super.getPixelBytes();
    }

    @Override
    protected int inspect() {
        opened = map();
        return opened.size();
    }

    PackedImages map() {
        return PackedImages.open(file);
    }

    Path file() {
        return file;
    }

    @Override
    public PixelReader open() {
        PackedImages images = map();
        return new PixelReader() {
            private int next = 0;

            @Override
            public ImageShape nextShape() {
                return images.index().shape(next);
            }

            @Override
            public @Nullable String read(byte[] pixels) {
                images.copyImage(next, pixels, 0);
                return images.index().label(next++);
            }

            @Override
            public void close() {
                // the mapping ends when nobody reads from it
            }
        };
    }

    @Override
    public List<String> state() {
        return List.of(BinaryFile.state(file));
    }

    @Override
    public Map<String, String> fingerprints() {
        return Map.of("index", opened.index().fingerprint());
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new ImageStoreDataSource<>(file, getOutputFactory());
    }
}
