package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.LocalSSLException;
import io.localssl.image.BinaryFile;
import io.localssl.image.DataFolder;
import io.localssl.image.GreyLevels;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.Luma;
import io.localssl.image.PixelReader;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the binary version of STL-10 (Coates, Lee and Ng, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", 2011): 3x96x96 images in ten
 * classes, and 100,000 images without a class.
 * <p>
 * An image is 9216 bytes each of red, green and blue, column by column; a file {@code *_X.bin} is any number of images and nothing else, a file {@code *_y.bin} a
 * byte of label, 1 to 10, for each of them. The labels become the names in {@code class_names.txt} if that file is there, else the official names. Images without
 * a label have the unknown output of the output factory. The training images of one of the ten predefined folds are those that a line of {@code fold_indices.txt}
 * lists, in its order: the numbers of 1000 images, from 0. Grey images have one channel, the luma of ITU-R BT.601 rounded to whole levels.
 *
 * @param <T> the output type.
 * @see <a href="https://cs.stanford.edu/~acoates/stl10/">STL-10</a>
 */
public final class Stl10DataSource<T extends Output<T>> extends ImageDataSource<T> {

    /** The three parts of the data set. */
    public enum Split {
        /** The images without labels. */
        UNLABELED("unlabeled_X.bin", null),
        /** The labelled training images. */
        TRAIN("train_X.bin", "train_y.bin"),
        /** The test images. */
        TEST("test_X.bin", "test_y.bin");

        private final String images;
        private final @Nullable String labels;

        Split(String images, @Nullable String labels) {
            this.images = images;
            this.labels = labels;
        }
    }

    private static final int SIDE = 96;
    private static final int PLANE = SIDE * SIDE;
    private static final ImageShape SHAPE = new ImageShape(3, SIDE, SIDE);
    private static final ImageShape GREY_SHAPE = new ImageShape(1, SIDE, SIDE);
    private static final String FOLDER = "stl10_binary";
    private static final String CLASS_FILE = "class_names.txt";
    private static final int ALL = -1;
    private static final List<String> OFFICIAL_CLASSES =
            List.of("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck");

    @Config(mandatory = true, description = "The folder stl10_binary, or the folder it is in.")
    private Path directory;

    @Config(mandatory = true, description = "UNLABELED, TRAIN or TEST.")
    private Split split;

    @Config(description = "Of TRAIN which fold, 0 to 9; -1 takes all images.")
    private int fold = ALL;

    @Config(description = "Whether images have one channel, their luma, instead of three colours.")
    private boolean grey = false;

    private List<String> classNames = OFFICIAL_CLASSES;
    private int @Nullable [] listed;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private Stl10DataSource() {
    }

    /**
     * Opens one part of the data set.
     *
     * @param directory     the folder {@code stl10_binary}, or the folder it is in.
     * @param split         the part.
     * @param outputFactory makes the outputs from the class names.
     * @throws ImageDataException if a file is missing, is not a whole number of images, or has not a label for each, or the class names are not ten.
     */
    public Stl10DataSource(Path directory, Split split, OutputFactory<T> outputFactory) {
        this(directory, split, ALL, false, outputFactory);
    }

    private Stl10DataSource(Path directory, Split split, int fold, boolean grey, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.directory = directory;
        this.split = split;
        this.fold = fold;
        this.grey = grey;
        postConfig();
    }

    /**
     * Opens one of the ten predefined folds of the training images, each of which stands for a training set of its own in the protocol of the data set.
     *
     * @param directory     the folder {@code stl10_binary}, or the folder it is in.
     * @param fold          which, from 0 to 9.
     * @param outputFactory makes the outputs from the class names.
     * @param <T>           the output type.
     * @return the source.
     * @throws ImageDataException if there is no such fold, a file is missing or malformed as for the whole part, or the folds are not ten lists of numbers of images.
     */
    public static <T extends Output<T>> Stl10DataSource<T> fold(Path directory, int fold, OutputFactory<T> outputFactory) {
        Stl10Folds.require(fold);
        return new Stl10DataSource<>(directory, Split.TRAIN, fold, false, outputFactory);
    }

    /** @return a new source of the same images, without a limit, in one channel. */
    public Stl10DataSource<T> grey() {
        return new Stl10DataSource<>(directory, split, fold, true, getOutputFactory());
    }

    @Override
    public ImageShape getImageShape() {
        return grey ? GREY_SHAPE : SHAPE;
    }

    /** @return the names of the ten classes, in the order of their labels. */
    public List<String> getClassNames() {
        return classNames;
    }

    @Override
    protected int inspect() {
        Path images = folder().file(split.images);
        long length = BinaryFile.length(images);
        if (length == 0 || length % SHAPE.size() != 0) {
            throw new ImageDataException("found " + length + " bytes in " + images + ", expected a multiple of " + SHAPE.size()
                    + " (3x96x96 images); take the binary version of STL-10, whole");
        }
        int count = Math.toIntExact(length / SHAPE.size());
        if (split.labels != null) {
            long labels = BinaryFile.length(folder().file(split.labels));
            if (labels != count) {
                throw new ImageDataException("found " + count + " images in " + images + " and " + labels + " labels in " + split.labels
                        + ", expected as many; take the two files of one set");
            }
        }
        classNames = folder().classNames(CLASS_FILE, OFFICIAL_CLASSES);
        if (fold == ALL) {
            return count;
        }
        if (split != Split.TRAIN) {
            throw new ImageDataException("found fold " + fold + " of " + split + ", expected a fold of TRAIN; the other parts have none");
        }
        listed = Stl10Folds.read(folder(), fold, count);
        return listed.length;
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
        List<String> lines = new ArrayList<>(classNames);
        lines.add(BinaryFile.state(folder().file(split.images)));
        if (split.labels != null) {
            lines.add(BinaryFile.state(folder().file(split.labels)));
        }
        if (fold != ALL) {
            lines.add(BinaryFile.state(folder().file(Stl10Folds.FILE)));
        }
        if (grey) {
            lines.add("grey");
        }
        return lines;
    }

    @Override
    public Map<String, String> fingerprints() {
        Map<String, String> hashes = new LinkedHashMap<>();
        folder().fingerprint(split.images, hashes);
        if (split.labels != null) {
            folder().fingerprint(split.labels, hashes);
            folder().fingerprint(CLASS_FILE, hashes);
        }
        if (fold != ALL) {
            folder().fingerprint(Stl10Folds.FILE, hashes);
        }
        return hashes;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new Stl10DataSource<>(directory, split, fold, grey, getOutputFactory());
    }

    private final class Reader implements PixelReader {
        private final RecordFile images = new RecordFile(folder().file(split.images), SHAPE.size());
        private final @Nullable RecordFile labels;
        private int next = 0;

        Reader() {
            try {
                labels = split.labels == null ? null : new RecordFile(folder().file(split.labels), 1);
            } catch (LocalSSLException e) {
                images.close();
                throw e;
            }
        }

        @Override
        public @Nullable String read(byte[] pixels) {
            int image = listed == null ? next : listed[next];
            byte[] columns = images.read(image);
            for (int i = 0; i < PLANE; i++) {
                int at = i % SIDE * SIDE + i / SIDE;
                if (grey) {
                    pixels[i] = GreyLevels.nearest(Luma.of(columns[at] & 0xFF, columns[PLANE + at] & 0xFF, columns[2 * PLANE + at] & 0xFF));
                } else {
                    for (int channel = 0; channel < columns.length; channel += PLANE) {
                        pixels[channel + i] = columns[channel + at];
                    }
                }
            }
            next++;
            return labels == null ? null : name(image, labels);
        }

        private String name(int image, RecordFile labels) {
            int label = labels.read(image)[0] & 0xFF;
            if (label < 1 || label > classNames.size()) {
                throw new ImageDataException("found label " + label + " of image " + image + " in " + labels.getPath() + ", expected 1 to "
                        + classNames.size() + "; take the binary version of STL-10");
            }
            return classNames.get(label - 1);
        }

        @Override
        public void close() {
            images.close();
            if (labels != null) {
                labels.close();
            }
        }
    }
}
