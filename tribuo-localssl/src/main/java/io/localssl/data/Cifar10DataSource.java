package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.BinaryFile;
import io.localssl.image.DataFolder;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.PixelReader;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the binary version of CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): 3x32x32 images in ten classes.
 * <p>
 * A record is one byte of label, 0 to 9, and 1024 bytes each of red, green and blue, row by row; a file is any number of records and nothing else. The
 * training images are in {@code data_batch_1.bin} to {@code data_batch_5.bin}, the test images in {@code test_batch.bin}. The labels become the names in
 * {@code batches.meta.txt} if that file is there, else the official names.
 *
 * @param <T> the output type.
 */
public final class Cifar10DataSource<T extends Output<T>> extends ImageDataSource<T> {

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

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int RECORD = 1 + SHAPE.size();
    private static final String FOLDER = "cifar-10-batches-bin";
    private static final String CLASS_FILE = "batches.meta.txt";
    private static final List<String> OFFICIAL_CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @Config(mandatory = true, description = "The folder cifar-10-batches-bin, or the folder it is in.")
    private Path directory;

    @Config(mandatory = true, description = "TRAIN or TEST.")
    private Split split;

    private List<String> classNames = OFFICIAL_CLASSES;
    private Map<Path, Integer> recordsOfFile = Map.of();

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private Cifar10DataSource() {
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
        super(outputFactory);
        this.directory = directory;
        this.split = split;
        postConfig();
    }

    @Override
    public ImageShape getImageShape() {
        return SHAPE;
    }

    /** @return the names of the ten classes, in the order of their labels. */
    public List<String> getClassNames() {
        return classNames;
    }

    @Override
    protected int inspect() {
        Map<Path, Integer> records = new LinkedHashMap<>();
        for (String name : split.files) {
            Path file = folder().file(name);
            long length = BinaryFile.length(file);
            if (length == 0 || length % RECORD != 0) {
                throw new ImageDataException("found " + length + " bytes in " + file + ", expected a multiple of " + RECORD
                        + " (a label and a 3x32x32 image); take the binary version of CIFAR-10, whole");
            }
            records.put(file, Math.toIntExact(length / RECORD));
        }
        recordsOfFile = records;
        classNames = folder().classNames(CLASS_FILE, OFFICIAL_CLASSES);
        return records.values().stream().mapToInt(Integer::intValue).sum();
    }

    private DataFolder folder() {
        return DataFolder.in(directory, FOLDER);
    }

    @Override
    public PixelReader open() {
        return new Reader();
    }

    @Override
    public List<String> state() {
        return Stream.concat(recordsOfFile.keySet().stream().map(BinaryFile::state), classNames.stream()).toList();
    }

    @Override
    public Map<String, String> fingerprints() {
        Map<String, String> hashes = new LinkedHashMap<>();
        recordsOfFile.keySet().forEach(file -> hashes.put(file.getFileName().toString(), BinaryFile.sha256(file)));
        folder().fingerprint(CLASS_FILE, hashes);
        return hashes;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new Cifar10DataSource<>(directory, split, getOutputFactory());
    }

    private final class Reader implements PixelReader {
        private final Iterator<Map.Entry<Path, Integer>> files = recordsOfFile.entrySet().iterator();
        private @Nullable BinaryFile file;
        private int record = 0;
        private int records = 0;

        @Override
        public String read(byte[] pixels) {
            if (file == null || record == records) {
                close();
                Map.Entry<Path, Integer> next = files.next();
                file = BinaryFile.open(next.getKey());
                record = 0;
                records = next.getValue();
            }
            int label = file.readUnsignedByte();
            if (label >= classNames.size()) {
                throw new ImageDataException("found label " + label + " in record " + record + " of " + file.getPath() + ", expected 0 to "
                        + (classNames.size() - 1) + "; take the binary version of CIFAR-10");
            }
            file.readFully(pixels, 0, pixels.length);
            record++;
            return classNames.get(label);
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
            }
        }
    }
}
