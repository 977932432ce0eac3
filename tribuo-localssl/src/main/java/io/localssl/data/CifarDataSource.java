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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the binary versions of CIFAR-10 and CIFAR-100: a record is one or more bytes of labels and 1024 bytes each of red, green and blue, row by row; a file is any
 * number of records and nothing else.
 *
 * @param <T> the output type.
 */
abstract class CifarDataSource<T extends Output<T>> extends ImageDataSource<T> {
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    /**
     * One byte of label, from 0.
     *
     * @param name            what it is called.
     * @param classFile       the file that holds the names of its classes, one a line.
     * @param officialClasses what they are called where that file is missing.
     */
    record LabelByte(String name, String classFile, List<String> officialClasses) {
    }

    /**
     * How the files of a data set are laid out.
     *
     * @param dataset the name of the data set.
     * @param folder  the folder that its archive unpacks to.
     * @param labels  the bytes before the pixels of an image.
     */
    record Layout(String dataset, String folder, List<LabelByte> labels) {
        int record() {
            return labels.size() + SHAPE.size();
        }
    }

    @Config(mandatory = true, description = "The folder of the data set as its archive unpacks it, or the folder it is in.")
    private Path directory;

    private List<String> classNames = List.of();
    private Map<Path, Integer> recordsOfFile = Map.of();

    private final Layout layout;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    CifarDataSource(Layout layout) {
        this.layout = layout;
    }

    CifarDataSource(Layout layout, Path directory, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.layout = layout;
        this.directory = directory;
    }

    /** The names of the files that are read, in order. */
    abstract List<String> files();

    /** The label that outputs are made of, one of those of the layout. */
    abstract LabelByte label();

    final Path directory() {
        return directory;
    }

    @Override
    public final ImageShape getImageShape() {
        return SHAPE;
    }

    /** @return the names of the classes, in the order of their labels. */
    public final List<String> getClassNames() {
        return classNames;
    }

    @Override
    protected final int inspect() {
        Map<Path, Integer> records = new LinkedHashMap<>();
        int record = layout.record();
        for (String name : files()) {
            Path file = folder().file(name);
            requireFile(file);
            long length = BinaryFile.length(file);
            if (length == 0 || length % record != 0) {
                throw new ImageDataException("found " + length + " bytes in " + file + ", expected a multiple of " + record + " (" + labelNames() + ", and a 3x32x32 image); take the binary "
                        + "version of " + layout.dataset() + ", whole");
            }
            records.put(file, Math.toIntExact(length / record));
        }
        recordsOfFile = records;
        classNames = folder().classNames(label().classFile(), label().officialClasses());
        return records.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What other libraries download is no good here, and is often there. */
    private void requireFile(Path file) {
        if (!Files.exists(file)) {
            String dataset = layout.dataset();
            throw new ImageDataException("found no file " + file + ", expected the binary version of " + dataset + "; check the path, or fetch it ('localssl fetch "
                    + dataset.replace("-", "").toLowerCase(Locale.ROOT) + "'): torchvision's folders hold the Python version");
        }
    }

    private String labelNames() {
        return String.join(", ", layout.labels().stream().map(label -> "a " + label.name()).toList());
    }

    private DataFolder folder() {
        return DataFolder.in(directory, layout.folder());
    }

    @Override
    public final PixelReader open() {
        return new Reader();
    }

    @Override
    public final List<String> state() {
        return Stream.concat(recordsOfFile.keySet().stream().map(BinaryFile::state), classNames.stream()).toList();
    }

    @Override
    public final Map<String, String> fingerprints() {
        Map<String, String> hashes = new LinkedHashMap<>();
        recordsOfFile.keySet().forEach(file -> hashes.put(file.getFileName().toString(), BinaryFile.sha256(file)));
        folder().fingerprint(label().classFile(), hashes);
        return hashes;
    }

    private final class Reader implements PixelReader {
        private final Iterator<Map.Entry<Path, Integer>> files = recordsOfFile.entrySet().iterator();
        private final List<LabelByte> labels = layout.labels();
        private final int wanted = labels.indexOf(label());
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
            int label = readLabels(file);
            file.readFully(pixels, 0, pixels.length);
            record++;
            return classNames.get(label);
        }

        /** All of them are checked, as one out of range tells that the file is another. */
        private int readLabels(BinaryFile file) {
            int result = 0;
            for (int i = 0; i < labels.size(); i++) {
                int label = file.readUnsignedByte();
                int classes = labels.get(i).officialClasses().size();
                if (label >= classes) {
                    throw new ImageDataException("found " + labels.get(i).name() + " " + label + " in record " + record + " of " + file.getPath() + ", expected 0 to "
                            + (classes - 1) + "; take the binary version of " + layout.dataset());
                }
                result = i == wanted ? label : result;
            }
            return result;
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
            }
        }
    }
}
