package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads the binary version of CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): 3x32x32 images in ten classes.
 * <p>
 * A record is one byte of label, 0 to 9, and 1024 bytes each of red, green and blue, row by row; a file is any number of records and nothing else. The
 * training images are in {@code data_batch_1.bin} to {@code data_batch_5.bin}, the test images in {@code test_batch.bin}. The labels become the names in
 * {@code batches.meta.txt} if that file is there, else the official names.
 *
 * @param <T> the output type.
 */
public final class Cifar10DataSource<T extends Output<T>> extends CifarDataSource<T> {

    /** The two parts of the data set. */
    public enum Split {
        /** The training images, in five files. */
        TRAIN(List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin")),
        /** The test images, in one file. */
        TEST(List.of("test_batch.bin"));

        private final List<String> files;

        Split(List<String> files) {
            this.files = files;
        }
    }

    private static final LabelByte LABEL =
            new LabelByte("label", "batches.meta.txt", List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"));
    private static final Layout LAYOUT = new Layout("CIFAR-10", "cifar-10-batches-bin", List.of(LABEL));

    @Config(mandatory = true, description = "TRAIN or TEST.")
    private Split split;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private Cifar10DataSource() {
        super(LAYOUT);
    }

    /**
     * Opens one part of the data set.
     *
     * @param directory     the folder {@code cifar-10-batches-bin}, or the folder it is in.
     * @param split         the part.
     * @param outputFactory makes the outputs from the class names.
     * @throws ImageDataException if a file is missing or is not a whole number of records, or the class names are not ten.
     */
    public Cifar10DataSource(Path directory, Split split, OutputFactory<T> outputFactory) {
        super(LAYOUT, directory, outputFactory);
        this.split = split;
        postConfig();
    }

    @Override
    List<String> files() {
        return split.files;
    }

    @Override
    LabelByte label() {
        return LABEL;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new Cifar10DataSource<>(directory(), split, getOutputFactory());
    }
}
